const base = "/work/host/test/local-host/conformance/";
const { compareTurns } = await import(base + "compare-turns.ts");
const { drive } = await import(base + "drive.ts");
const { embeddedSubject } = await import(base + "embedded-subject.ts");
const { judge } = await import(base + "known-differences.ts");
const { prologues } = await import(base + "prologues.ts");
const { recordings } = await import(base + "recording.ts");
const { withoutKeys } = await import(base + "send.ts");
try {
  setups = await import(base + "setups.ts");
} catch {}
const want = process.argv.slice(2);
const all = process.env.ALL;
let ok = 0,
  bad: string[] = [];
const subject = await embeddedSubject().catch((e: any) => {
  console.log(e);
  process.exit(1);
});
const agg = new Map<string, string[]>();
for (const r of recordings) {
  if (r.name.startsWith("cfg-") || r.name === "worker-startup" || r.name === "crash") continue;
  if (want.length && !want.some((w) => r.name.includes(w))) continue;
  const bindings = new Map();
  const earlier = subject.turns().length;
  const t = performance.now();
  if (process.env.V) console.log("...", r.name);
  await prologues[r.name]?.(subject);
  const a = await drive(r, subject, bindings);
  await subject.settle();
  const b = compareTurns(
    r,
    subject
      .turns()
      .slice(earlier)
      .map((t: any) => JSON.parse(withoutKeys(subject, JSON.stringify(t)))),
    bindings,
  );
  const u = judge(r.name, [...a, ...b]).unknown;
  if (!u.length) {
    ok++;
    continue;
  }
  bad.push(r.name + ":" + u.length);
  for (const d of u) {
    const k = d.place.replace(/\d+/g, "N");
    const line = `${r.name} ${d.place}\n      R ${JSON.stringify(d.recorded)?.slice(0, all ? 900 : 220)}\n      A ${JSON.stringify(d.actual)?.slice(0, all ? 900 : 220)}`;
    agg.set(k, [...(agg.get(k) ?? []), line]);
  }
  if (performance.now() - t > 3000) console.log("slow", r.name, Math.round(performance.now() - t));
}
for (const [k, v] of [...agg].sort((a, b) => b[1].length - a[1].length)) {
  console.log(`[${v.length}] ${k}`);
  for (const l of v.slice(0, want.length ? 99 : 2)) console.log("   " + l);
}
console.log("OK", ok, "BAD", bad.length, bad.join(" "));
await subject.stop();
process.exit(0);
