/** One entry file, as the recorded app had: the host tells which file has registered a function. */
require("./durable/activities.js");
require("./durable/sequences.js");
require("./durable/failures.js");
require("./durable/retries.js");
require("./durable/timers-and-events.js");
require("./durable/children.js");
require("./durable/entities.js");
require("./durable/changed-code.js");
require("./durable/values.js");
require("./durable/time-limits.js");
require("./durable/client.js");
