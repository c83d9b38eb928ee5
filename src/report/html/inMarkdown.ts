import type MarkdownIt from 'markdown-it';

/** What a fence is called whose text is a plan. */
const LANGUAGE = 'decodeplan';

/** A reader of Markdown whose fences of plans hold what `answer` makes of their text: markup. All others stay as they are. */
export function withPlans(
  md: MarkdownIt,
  answer: (text: string, environment: unknown) => string,
): MarkdownIt {
  const before = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, options, environment, self) => {
    const token = tokens[index];
    const [language = ''] = (token?.info ?? '').trim().split(/\s+/);
    if (!token || language.toLowerCase() !== LANGUAGE)
      return before
        ? before(tokens, index, options, environment, self)
        : self.renderToken(tokens, index, options);
    token.attrJoin('class', LANGUAGE);
    return `<div${self.renderAttrs(token)}>${answer(token.content, environment)}</div>\n`;
  };
  return md;
}
