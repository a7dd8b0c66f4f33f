const file = /VPLocalSearchBox\.vue$/;

/** What VitePress 1.6 writes, and what says what it is: its box is no button, and its label has no text. */
const changes = [
  [/role="button"\s+:aria-owns="[^"]*"\s+aria-expanded="true"\s+aria-haspopup="listbox"/, 'role="search"'],
  [/id="localsearch-label"/, 'id="localsearch-label" :aria-label="buttonText"'],
] as const;

/** Names the search for those who hear the page, which no setting of VitePress does. Fails where its search is written otherwise. */
export const namedSearch = {
  name: "named-search",
  enforce: "pre" as const,
  transform(code: string, id: string): string | undefined {
    if (!file.test(id)) return undefined;
    return changes.reduce((text, [from, to]) => {
      if (!from.test(text)) throw new Error(`VitePress's search has no ${from.source} any more`);
      return text.replace(from, to);
    }, code);
  },
};
