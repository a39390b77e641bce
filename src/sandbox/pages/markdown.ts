// Markdown of bodies and comments, as GitHub shows it: tables, task lists, folded details. Text comes from anybody, so raw HTML
// passes only as a handful of bare tags, everything else is shown as text; images become links (nothing is loaded from outside).
import { Marked, type Tokens } from "marked";
import { escapeHtml, type Html, trusted } from "./html.ts";

const BARE_TAGS =
  /&lt;(\/?(?:details|summary|b|i|em|strong|code|kbd|sub|sup|br|hr|p|ul|ol|li|table|thead|tbody|tr|th|td|blockquote|del|ins)\s*\/?|details open)&gt;/gi;

export function renderMarkdown(text: string, repositoryUrl: string): Html {
  const marked = new Marked({ gfm: true, breaks: true });
  marked.use({
    extensions: [
      {
        name: "reference",
        level: "inline",
        start: (source) => source.indexOf("#"),
        tokenizer(source) {
          const found = /^#(\d{1,9})\b/.exec(source);
          return found === null ? undefined : { type: "reference", raw: found[0], number: found[1] };
        },
        renderer: (token) => {
          const number = escapeHtml(String(token.number));
          return `<a href="${escapeHtml(repositoryUrl)}/issues/${number}">#${number}</a>`;
        },
      },
    ],
    renderer: {
      html: ({ text: raw }: Tokens.HTML | Tokens.Tag) => bareTags(raw),
      link({ href, tokens }: Tokens.Link) {
        const content = this.parser.parseInline(tokens);
        return isSafe(href)
          ? `<a href="${escapeHtml(href)}" rel="nofollow noreferrer">${content}</a>`
          : content;
      },
      image({ href, text: alt }: Tokens.Image) {
        const label = escapeHtml(alt === "" ? "image" : alt);
        return isSafe(href) ? `<a href="${escapeHtml(href)}" rel="nofollow noreferrer">${label}</a>` : label;
      },
    },
  });
  return trusted(marked.parse(text, { async: false }));
}

function bareTags(raw: string): string {
  const visible = raw.replace(/<!--[\s\S]*?(?:-->|$)/g, "");
  return escapeHtml(visible).replace(BARE_TAGS, "<$1>");
}

function isSafe(href: string): boolean {
  return /^(?:https?:\/\/|mailto:|#|\/(?!\/))/i.test(href);
}
