/** Keeps a cache directory from growing for ever: with too many entries the oldest go. Losing one costs a render or a download. */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const most = 4000;
const kept = 3000;

export async function pruneCache(directory: string, limits = { most, kept }): Promise<void> {
  try {
    const names = await readdir(directory);
    if (names.length <= limits.most) return;
    const entries = await Promise.all(
      names.map(async (name) => {
        const path = join(directory, name);
        // gone meanwhile: another process prunes too
        const written = await stat(path)
          .then(({ mtimeMs }) => mtimeMs)
          .catch(() => undefined);
        return { path, written };
      }),
    );
    const byAge = entries
      .flatMap(({ path, written }) => (written === undefined ? [] : [{ path, written }]))
      .sort((a, b) => b.written - a.written);
    for (const { path } of byAge.slice(limits.kept)) await rm(path, { force: true });
  } catch {
    // no cache yet, or nobody may write there: it is only ever a cache
  }
}
