// HTML by template literal: every value is escaped unless it is HTML made here. Lists are joined; undefined prints nothing.

export interface Html {
  readonly html: string;
}

type Value = Html | string | number | undefined | readonly Value[];

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = parts[0] ?? "";
  values.forEach((value, at) => {
    text += print(value) + (parts[at + 1] ?? "");
  });
  return { html: text };
}

/** For markup another file has made safe already. */
export function trusted(text: string): Html {
  return { html: text };
}

function print(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return "html" in value ? value.html : value.map(print).join("");
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
