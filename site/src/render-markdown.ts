import MarkdownIt from 'markdown-it';

/** Markdown as GitHub shows it: tables, links, anchors of headings by GitHub's rule. `link` says where a relative link leads. */
export function renderMarkdown(text: string, link: (target: string) => string): string {
  const markdown = new MarkdownIt({ html: true, linkify: false });
  const tokens = markdown.parse(text.replaceAll(/<!--[\s\S]*?-->/g, ''), {});
  const seen = new Map<string, number>();
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const heading = tokens[index + 1]?.children?.map(({ content }) => content).join('') ?? '';
      token.attrSet('id', uniqueAnchor(anchorOf(heading), seen));
    }
    for (const child of token.children ?? []) {
      for (const name of ['href', 'src']) {
        const target = child.attrGet(name);
        if (target !== null) child.attrSet(name, link(String(target)));
      }
    }
  }
  return markdown.renderer.render(tokens, markdown.options, {});
}

/** As GitHub names the anchor of a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

function uniqueAnchor(anchor: string, seen: Map<string, number>): string {
  const before = seen.get(anchor) ?? 0;
  seen.set(anchor, before + 1);
  return before === 0 ? anchor : `${anchor}-${before}`;
}
