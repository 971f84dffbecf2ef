/**
 * `node --import`ed in front of another program: it then goes by the clock of a cloud that runs faster, as it would under
 * libfaketime. Its dates, its stopwatch and its timers are so many times as fast; time limits of sockets are not.
 */
import { clockOf, type WallClock } from "./wall-clock.ts";

const clock = clockOf(process.env);
if (clock !== undefined) goBy(clock);

function goBy({ now, speed }: WallClock): void {
  const ofDate: ProxyHandler<DateConstructor> = {
    construct: (target, given, made) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, made) as Date,
    apply: (target) => new target(now()).toString(),
    get: (target, name, receiver) =>
      name === "now" ? now : (Reflect.get(target, name, receiver) as unknown),
  };
  globalThis.Date = new Proxy(Date, ofDate);
  const stopwatch = performance.now.bind(performance);
  performance.now = () => stopwatch() * speed;
  globalThis.setTimeout = sooner(setTimeout, speed);
  globalThis.setInterval = sooner(setInterval, speed);
}

/** The same timer, whose delay passes faster. */
function sooner<Timer extends typeof setTimeout | typeof setInterval>(timer: Timer, speed: number): Timer {
  return new Proxy(timer, {
    apply: (target, self, [fire, delay, ...rest]: unknown[]) =>
      Reflect.apply(target, self, [fire, Number(delay ?? 1) / speed, ...rest] as never) as unknown,
  });
}
