/**
 * Bodies on GitHub end at 65,536 characters. A text that is longer loses whole sections, the least needed first, and says so.
 */

export interface Section {
  readonly text: string;
  /** 0 always stays; the section with the highest number goes first. */
  readonly expendable: number;
}

/** Below GitHub's limit, with room for the marker's growth and for characters that count twice. */
export const bodyLimit = 60_000;

export function fitSections(sections: readonly Section[], room: number): string {
  const kept = sections.filter(({ text }) => text !== "");
  let dropped = 0;
  while (lengthOf(kept) > room - 200) {
    const victim = kept.reduce(
      (worst, section, index) => (section.expendable >= (kept[worst]?.expendable ?? 0) ? index : worst),
      0,
    );
    if ((kept[victim]?.expendable ?? 0) === 0) break;
    kept.splice(victim, 1);
    dropped += 1;
  }
  const texts = kept.map(({ text }) => text);
  if (dropped > 0) texts.push(leftOut(dropped));
  const whole = texts.join("\n\n");
  return whole.length <= room ? whole : `${whole.slice(0, room - 200)}\n\n${leftOut(dropped + 1)}`;
}

function leftOut(sections: number): string {
  const what = sections === 1 ? "A section of this text was" : `${sections} sections of this text were`;
  return `*${what} left out: GitHub allows no longer texts. The command line prints everything.*`;
}

function lengthOf(sections: readonly Section[]): number {
  return sections.reduce((sum, { text }) => sum + text.length + 2, 0);
}
