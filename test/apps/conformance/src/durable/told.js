const { setTimeout: wait } = require("node:timers/promises");

/** What a program can see of something it has caught. */
exports.told = (error) => ({
  type: Object.prototype.toString.call(error),
  ctor: error && error.constructor && error.constructor.name,
  name: error && error.name,
  message: error && error.message,
  keys: error && Object.keys(error),
});

exports.after = (context, ms) => new Date(context.df.currentUtcDateTime.getTime() + ms);

/** A test that owns time says how to wait; otherwise it is the wall clock's. */
exports.sleep = async (ms) => {
  const time = process.env.CONFORMANCE_TIME;
  if (time === undefined) await wait(ms);
  else await fetch(`${time}/sleep/${ms}`);
};
