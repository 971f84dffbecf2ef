/** npm scripts run on the pinned Node; an install without scripts silently leaves them on another one. */
const pinned = 24;

if (Number(process.versions.node.split(".")[0]) !== pinned) {
  console.error(
    `Node ${process.version} is running this script, Node ${pinned} is pinned. Run \`npm rebuild node\`, then try again.`,
  );
  process.exit(1);
}
