// Bodies as people see them: Markdown that looks right, and nothing in it that acts.
import { describe, expect, test } from "vitest";
import { html } from "../../../src/sandbox/pages/html.ts";
import { renderMarkdown } from "../../../src/sandbox/pages/markdown.ts";

const render = (text: string): string => renderMarkdown(text, "/acme/infra").html;

describe("looks right", () => {
  test.each([
    ["tables", "| a | b |\n|---|---|\n| 1 | `2` |", ["<table>", "<th>a</th>", "<td><code>2</code></td>"]],
    ["task lists", "- [ ] open\n- [x] done", ['type="checkbox"', "checked", "disabled", "done"]],
    [
      "folded details",
      "<details>\n<summary>More</summary>\n\n**bold**\n\n</details>",
      ["<details>", "<summary>More</summary>", "<strong>bold</strong>", "</details>"],
    ],
    ["open details", "<details open>\n\nx\n\n</details>", ["<details open>"]],
    ["code blocks", "```yaml\nkind: <b>\n```", ["<pre><code", "kind: &lt;b&gt;"]],
    ["links", "[docs](https://example.com/a?b=1&c=2)", ['href="https://example.com/a?b=1&amp;c=2"']],
    ["references", "see #12", ['<a href="/acme/infra/issues/12">#12</a>']],
    ["line ends", "one\ntwo", ["one<br>two"]],
  ])("%s", (_, text, expected) => {
    for (const part of expected) expect(render(text)).toContain(part);
  });

  test("hidden markers stay hidden, also unfinished ones", () => {
    expect(render('before\n\n<!-- tidegate:{"wave":1} -->\n\nafter')).not.toContain("tidegate");
    expect(render("text <!-- secret --> more")).not.toContain("secret");
    expect(render("<!-- never closed\nsecret")).not.toContain("secret");
  });
});

describe("does nothing", () => {
  test.each([
    ["a script", "<script>alert(1)</script>"],
    ["an event handler", '<img src=x onerror="alert(1)">'],
    [
      "an attribute on an allowed tag",
      '<details ontoggle="alert(1)" open><summary onclick=x>a</summary></details>',
    ],
    ["an inline tag", 'a <b onmouseover="alert(1)">b</b>'],
    ["a javascript link", "[x](javascript:alert(1))"],
    ["a disguised javascript link", "[x](JaVaScRiPt&colon;alert(1))"],
    ["a data link", "[x](data:text/html,<script>alert(1)</script>)"],
    ["a link without scheme", "[x](//evil.example)"],
    ["an autolink", "<javascript:alert(1)>"],
    ["an image", "![x](https://evil.example/pixel.png)"],
    ["a quote in a link", '[x](https://a.example/"onmouseover="alert(1))'],
    ["a title", '[x](https://a.example "\\" onmouseover=\\"alert(1)")'],
    ["an iframe", "<iframe src=https://evil.example></iframe>"],
    ["a form", '<form action="/session"><button>x</button></form>'],
    ["a style", "<style>body{display:none}</style>"],
    ["a comment trick", "<!--><script>alert(1)</script>-->"],
  ])("%s", (_, text) => {
    const tags = [...render(text).matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)];
    for (const [whole, name, attributes] of tags) {
      expect(["a", "p", "b", "br", "details", "summary", "code"]).toContain(name);
      if (name === "a")
        expect(whole).toMatch(/^<\/a>$|^<a href="https:\/\/[^"<>]*" rel="nofollow noreferrer">$/);
      else expect((attributes ?? "").trim()).toMatch(/^(?:open)?$/);
    }
  });

  test("hostile Markdown ends in time", () => {
    for (const piece of ["[", "<!--", "<details>", "**a ", "#1", "`", "![](", "| a "]) {
      const started = performance.now();
      render(piece.repeat(4000));
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});

test("values in page templates are escaped, lists joined, nothing printed for nothing", () => {
  const name = `<a href="x" title='y'>&`;

  expect(html`<p>${name}</p>`.html).toBe("<p>&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;</p>");
  expect(html`<p>${[html`<i>${1}</i>`, undefined, "2"]}</p>`.html).toBe("<p><i>1</i>2</p>");
});
