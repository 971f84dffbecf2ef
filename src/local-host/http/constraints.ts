type Check = (value: string, argument: string) => boolean;

const integer = /^[+-]?\d+$/;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const inRange = (value: string, least: bigint, most: bigint): boolean =>
  integer.test(value) && BigInt(value) >= least && BigInt(value) <= most;

const checks: Readonly<Record<string, Check>> = {
  alpha: (value) => /^[a-z]*$/i.test(value),
  bool: (value) => /^(?:true|false)$/i.test(value),
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  decimal: (value) => number.test(value),
  double: (value) => number.test(value),
  float: (value) => number.test(value),
  guid: (value) => /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(value),
  int: (value) => inRange(value, -(2n ** 31n), 2n ** 31n - 1n),
  length: (value, argument) => {
    const [least = 0, most = least] = argument.split(",").map(Number);
    return value.length >= least && value.length <= most;
  },
  long: (value) => inRange(value, -(2n ** 63n), 2n ** 63n - 1n),
  max: (value, argument) => integer.test(value) && BigInt(value) <= BigInt(argument),
  maxlength: (value, argument) => value.length <= Number(argument),
  min: (value, argument) => integer.test(value) && BigInt(value) >= BigInt(argument),
  minlength: (value, argument) => value.length >= Number(argument),
  range: (value, argument) => {
    const [least = "0", most = "0"] = argument.split(",");
    return inRange(value, BigInt(least.trim()), BigInt(most.trim()));
  },
  regex: (value, argument) => new RegExp(argument, "i").test(value),
  required: (value) => value !== "",
};

/** Whether the value of a route parameter keeps a constraint such as `int` or `minlength(3)`. */
export function holds(constraint: string, value: string): boolean {
  const [, name = "", argument = ""] = /^([^(]+)(?:\((.*)\))?$/.exec(constraint) ?? [];
  return checks[name.toLowerCase()]?.(value, argument) ?? false;
}
