import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { type Page, pages, root } from "./pages.js";

/** The text without its fenced blocks. */
const prose = ({ text }: Page): string => text.replace(/^```[\s\S]*?^```$/gm, "");

/** The anchor that a heading gets: its letters and figures in small, joined by hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
const anchorsOf = (page: Page): string[] =>
  [...prose(page).matchAll(/^#+ +(.+)$/gm)].map(([, heading]) => anchorOf(heading));

interface Link {
  readonly from: Page;
  readonly to: string;
}
const links: readonly Link[] = pages.flatMap((from) =>
  [...prose(from).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => ({ from, to })),
);

/** The file that a link names: those of the site begin at `docs` where they begin with a slash, and leave out the end of a page's name. */
function fileOf({ from, to }: Link): string {
  const [path] = to.split("#");
  if (path === "") return from.name;
  const whole = path.startsWith("/") ? join("docs", path) : join(dirname(from.name), path);
  const named = whole.endsWith("/") && from.name !== "README.md" ? `${whole}index.md` : whole;
  return existsSync(join(root, named)) ? named : named.replace(/(\.html)?$/, ".md");
}

describe("README and the pages", () => {
  it("link to files that there are", () => {
    const inside = links.filter(({ to }) => !/^(https?:|mailto:)/.test(to));
    // The API's pages and the playground are made by the build of the site, which checks links to them.
    const known = inside.filter(({ to }) => !/^(\.\.\/|\.?\/)?(api|playground)\//.test(to));
    assert.ok(known.length > 0);
    const dead = known.filter((link) => !existsSync(join(root, fileOf(link))));
    assert.deepEqual(
      dead.map(({ from, to }) => `${from.name}: ${to}`),
      [],
    );
  });

  it("link to headings that there are", () => {
    const dead = links.filter((link) => {
      const [, anchor] = link.to.split("#");
      if (anchor === undefined || link.to.startsWith("http")) return false;
      const page = pages.find(({ name }) => name === fileOf(link));
      return page !== undefined && !anchorsOf(page).includes(anchor);
    });
    assert.deepEqual(
      dead.map(({ from, to }) => `${from.name}: ${to}`),
      [],
    );
  });

  it("name files that there are", () => {
    const rooms = "src|parallel|experiments|figures|cli|test|bench|examples|assembly|scripts|docs";
    const named = new RegExp(`\`((?:${rooms})/[\\w./-]+)\``, "g");
    const dead = pages.flatMap((page) =>
      [...prose(page).matchAll(named)]
        .filter(([, file]) => !existsSync(join(root, file)))
        .map(([, file]) => `${page.name}: ${file}`),
    );
    assert.deepEqual(dead, []);
  });
});
