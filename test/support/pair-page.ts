// What the page about the pair file says between its tables.

export const intro = [
  "# The pair file",
  "",
  "One JSON file per pair, in the folder `pairs`. This page and [pair.schema.json](pair.schema.json), by which editors complete the",
  "file, are generated from the schema that parses it (`npm run docs`). A field that is not listed here is refused. Start from",
  "[the sample](#a-sample), or from [the example with three routes](#three-routes-moved-in-steps).",
  "",
  "`{color}` stands for `blue` and for `green`; both have the same fields.",
  "",
];

export const routers = {
  frontDoor: [
    "### Front Door Standard or Premium, one route",
    "",
    "Both groups hold both origins, the group's own color at priority 1 and the other at priority 2. The users' route points to the",
    "active color's group; a swap points it to the other one.",
    "",
    "A route may have **several custom domains**: they move together. `publicHost` is one of them, the one that our own checks ask for;",
    "give it to all origins as `originHostHeader`. If the ingress has to tell the domains apart, leave the origins without",
    "`originHostHeader`, so that each request keeps the Host it came with, and name the previews' own hosts in `previewHosts`: let the ingress",
    "answer those, too.",
    "",
  ],
  byPriority: [
    "### Front Door Standard or Premium, several routes",
    "",
    "For several routes, or rules that override the group. Every route of the users points to one and the same group, `sharedGroup`,",
    "which holds both origins: the active at priority 2, the other disabled at priority 3. A swap enables the candidate at priority 1.",
    "`originGroups` are not for users here: each holds its own color, and only that color's preview endpoint leads to it, so that a candidate is checked",
    "before it is enabled where users are. The app never writes them. All three groups have the same health probe settings.",
    "",
    "The fields are those of one route, but:",
    "",
  ],
  classic: ["### Front Door (classic)", ""],
};

/** What is checked besides the schema; the rules are in src/domain/environment/pair-faults.ts. */
export const checked = [
  "## What is checked besides",
  "",
  "`npm run validate` reads every file of the folder, each alone and against the others, and prints one line per fault: file, path,",
  "problem, fix. It exits 0 when nothing is wrong, 1 when something is, and 2 on bad arguments (`-- --help` lists them). `azd deploy`",
  "runs it first, as `npm run validate:deployment`, which also refuses a sample.",
  "",
  "- The same cluster, host name, DNS record set, route, origin group, endpoint, routing rule or backend pool is named twice, by",
  "  one pair or by two. Pairs with a route each may share the users' endpoint and public name; a preview may never be",
  "  the users' endpoint, nor an origin's host name the public name.",
  "- A route belongs to another profile than `router.profileId`.",
  "- Two checks have the same name.",
  "- An id holds a placeholder (`<…>`, `{…}`, `YOUR-…`, a GUID of zeros) or ends with a slash.",
  "- The file is not JSON in UTF-8, or begins with a byte order mark.",
  "- Before a deployment only: `versionPolicy.pinned` names a minor whose support has ended according to the",
  "  [calendar](support-calendar.md). A pair that is running does not break the day after.",
  "",
  "The app applies the same rules when it starts. A faulty file takes its own pair out of use and no other; of two pairs",
  "that name the same thing both are out of use, because nobody can tell whose it is. `GET /api/pairs` lists them under `broken` with",
  "every reason, and asking for such a pair by name gets `409 PAIR_BROKEN`. An operation that owns the pair goes on with",
  "the pair as it was claimed, and can be watched, paused, aborted and rolled back; nothing new begins.",
  "",
  "A **sample** is a pair whose hosts are all names that nobody can own (`.example`, `.test`, `example.com` …). It may have zeros",
  "for ids, so that it can be rehearsed, as `pairs/shop.json` below; it cannot be deployed. A pair with a single real host is not a",
  "sample, and every zero left in it is a fault.",
  "",
];

export const example = [
  "## Three routes, moved in steps",
  "",
  "Pages, images and an API have a route each, so users are moved by priority (mode `origin`), and in shares: 5 % of them first, then 25, 50 and all.",
  "Each share is watched before the next. A person approves before the first users move. What is left out has its default.",
  "",
];
