/** One line on a terminal that says how far rendering is; elsewhere nothing. */
import type { OnRender } from "../flows/settle.ts";
import type { Terminal } from "./terminal.ts";

export interface Progress {
  readonly onRender: OnRender | undefined;
  /** Takes the line away. */
  end(): void;
}

const cleared = "\r\u001b[K";

export function renderProgress(terminal: Terminal): Progress {
  if (!terminal.showsProgress) return { onRender: undefined, end: () => undefined };
  let isDrawn = false;
  return {
    onRender: ({ doing, done, of }) => {
      isDrawn = true;
      terminal.err(`${cleared}${doing} ${done} of ${of} ${of === 1 ? "chart" : "charts"}`);
    },
    end: () => {
      if (isDrawn) terminal.err(cleared);
      isDrawn = false;
    },
  };
}
