import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as df from "durable-functions";

interface Order {
  readonly from: string;
  readonly to: string;
}

/** Fan-out, fan-in: every file is copied by an activity of its own, and the bytes are added up. */
df.app.orchestration("backupSiteContent", function* (context) {
  const order = context.df.getInput<Order>();
  const files = (yield context.df.callActivity("getFileList", order)) as readonly string[];
  const copies = files.map((file) => context.df.callActivity("copyFile", { file, to: order.to }));
  const sizes = (yield context.df.Task.all(copies)) as readonly number[];
  return sizes.reduce((sum, size) => sum + size, 0);
});

df.app.activity("getFileList", {
  handler: async ({ from }: Order) => {
    const entries = await readdir(from, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => join(from, name));
  },
});

df.app.activity("copyFile", {
  handler: async ({ file, to }: { file: string; to: string }) => {
    await mkdir(to, { recursive: true });
    const content = await readFile(file);
    await writeFile(join(to, basename(file)), content);
    return content.length;
  },
});
