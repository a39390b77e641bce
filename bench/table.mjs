/**
 * @typedef {{ readonly what: string, readonly milliseconds: number | undefined, readonly megabytes?: number | undefined, readonly note: string }} Row
 */

/**
 * One part of the report: a title and its rows, the first of which is ours and what the others are compared with.
 * @param {string} title
 * @param {readonly Row[]} rows
 */
export function printPart(title, rows) {
  const ours = rows[0]?.milliseconds;
  const cells = rows.map(({ what, milliseconds, megabytes, note }) => [
    what,
    milliseconds === undefined ? "-" : inWords(milliseconds),
    milliseconds === undefined || ours === undefined ? "" : `${(milliseconds / ours).toFixed(2)}x`,
    megabytes === undefined ? "-" : `${Math.round(megabytes)} MB`,
    note,
  ]);
  const all = [["", "median", "of ours", "peak", ""], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  process.stdout.write(`\n${title}\n${lines.map((line) => `  ${line}`).join("\n")}\n`);
}

/** @param {number} milliseconds */
function inWords(milliseconds) {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return milliseconds >= 10 ? `${Math.round(milliseconds)} ms` : `${milliseconds.toFixed(2)} ms`;
}
