import type { Family, Term } from "../family.js";
import { blockLength, blockStride, type TermAt, type Workspace } from "../numeric/kernels.js";
import { planWorkspace, type WorkspacePlan } from "../numeric/workspace.js";
import type { Slot } from "../params/layout.js";
import { type BasesAt, placeBases } from "./bases.js";
import type { LikelihoodSetup } from "./setup.js";
import { type Load, type Sources, sourcesOf } from "./sources.js";
import { type Active, sumsOf, type Totals } from "./sums/index.js";
import { type Ranking, rankingOf } from "./topKMask.js";

/** One thing for the gating and one for the experts. */
export type ByPart<T> = Readonly<Record<Slot["part"], T>>;

/** Offsets of the blocks of one expert in the workspace: predictors, terms, gate weight p and responsibility r. */
interface ExpertAt {
  readonly eta: ByPart<readonly number[]>;
  readonly term: ByPart<TermAt>;
  readonly p: number;
  readonly r: number;
}

/** The same blocks as a family sees them. */
interface ExpertViews {
  readonly eta: ByPart<readonly Float64Array[]>;
  readonly term: ByPart<Term>;
}

/**
 * The layout of a likelihood's work arrays, which are all in one workspace. Likelihoods may share a workspace: nothing in
 * it outlives a call, and `begin` makes it ready for the next call (see `Engine`).
 */
export interface Memory {
  readonly workspace: Workspace;
  readonly experts: readonly ExpertAt[];
  readonly views: readonly ExpertViews[];
  /** Offsets of the first expert's gate scores h, log densities e and weights p and r. Those of the others follow, `blockStride` apart. */
  readonly first: { readonly h: number; readonly e: number; readonly p: number; readonly r: number };
  readonly response: { readonly at: number; readonly view: Float64Array };
  readonly companion: Float64Array | undefined;
  /** The blocks of the offset, of case weights and of the experts' masks, where there are any. */
  readonly offset: number | undefined;
  readonly cases: number | undefined;
  readonly masks: readonly (number | undefined)[] | undefined;
  /** The free slots of each expert. */
  readonly free: ByPart<readonly (readonly Active[])[]>;
  readonly totals: Totals;
  readonly ranking: Ranking;
  readonly sources: Sources;
  /** Work space of the kernels: two blocks, and one for the largest of the scores. */
  readonly scratch: { readonly ratios: number; readonly largest: number };
  /** Writes what stays the same in all blocks: ones, and predictors without free coefficients. */
  readonly begin: () => void;
}

/** Lays out the memory of a likelihood and opens it. */
export function memoryOf(setup: LikelihoodSetup): Memory {
  const { gating, layout, y, companion, offset, weights, masks, engine } = setup;
  const plan = planWorkspace();
  const bases = placeBases(setup, plan);
  const responseAt = plan.block();
  const offsetAt = offset && plan.block();
  const companionAt = companion && plan.block();
  const masksAt = masks?.map((mask) => mask && plan.block());
  const beside: Load[] = [
    ...(offset && offsetAt ? [[offset, offsetAt] as const] : []),
    ...(companion && companionAt ? [[companion, companionAt] as const] : []),
    ...masksOf(masks, masksAt),
  ];
  const cases = weights && plan.block();
  const experts = placeExperts(setup, bases, plan);
  const active = activeOf(setup, experts, bases);
  const sums = sumsOf({ active, weights: experts, cases, blocks: plan.blocks, doubles: plan.doubles });
  const scratch = { ratios: plan.blocks(2), largest: plan.block() };
  const ranking = rankingOf(gating, layout, bases.fromZero, plan.block);

  const workspace = plan.open(engine);
  const { M } = workspace;
  const freeOf = (part: Slot["part"]) =>
    experts.map((_, i) => active.filter(({ slot }) => slot.part === part && slot.atom === i));
  const [{ term, p, r }] = experts;
  return {
    workspace,
    experts,
    views: viewsOf(M, experts),
    first: { h: term.gating.value, e: term.experts.value, p, r },
    response: { at: responseAt, view: viewOf(M, responseAt) },
    companion: companionAt === undefined ? undefined : viewOf(M, companionAt),
    offset: offsetAt,
    cases,
    masks: masksAt,
    free: { gating: freeOf("gating"), experts: freeOf("experts") },
    totals: sums(workspace),
    ranking: ranking(workspace, {
      eta: experts.map(({ eta }) => eta.gating),
      scores: experts.map(({ term }) => term.gating.value),
    }),
    sources: sourcesOf(
      M,
      { all: [...bases.loads, ...beside], gate: bases.ofGate() },
      [y, responseAt],
      weights && cases !== undefined ? { weights, at: cases } : undefined,
    ),
    scratch,
    begin: () => {
      bases.begin(M);
      for (const { part, atom, predictorIndex, predictor, offset } of layout.slots) {
        const at = experts[atom].eta[part][predictorIndex];
        if (offset < 0) M.fill(predictor.fixed ?? 0, at, at + blockLength);
      }
    },
  };
}

/** The masks that there are, and where they are loaded to. */
const masksOf = (
  masks: LikelihoodSetup["masks"] = [],
  offsets: readonly (number | undefined)[] = [],
): Load[] => masks.flatMap((mask, i): Load[] => (mask === undefined ? [] : [[mask, offsets[i] as number]]));

/** Takes the blocks of all experts. Blocks that a kernel takes together are neighbours. */
function placeExperts(
  { gating, layout }: LikelihoodSetup,
  { ones }: BasesAt,
  plan: WorkspacePlan,
): readonly ExpertAt[] {
  const k = layout.k;
  const ofGating = gating.linear ? placeScores(k, ones, plan) : placeTerms(new Array(k).fill(gating), plan);
  const ofExperts = placeTerms(layout.families, plan);
  const p = plan.blocks(k);
  const r = plan.blocks(k);
  return ofGating.map(({ eta, term }, i) => ({
    eta: { gating: eta, experts: ofExperts[i].eta },
    term: { gating: term, experts: ofExperts[i].term },
    p: p + i * blockStride,
    r: r + i * blockStride,
  }));
}

/** The predictors and the term of a family for one expert. */
interface TermPlace {
  readonly eta: readonly number[];
  readonly term: TermAt;
}

/** The terms of all experts, of one family each: their values are neighbours. */
function placeTerms(families: readonly Family[], { block, blocks }: WorkspacePlan): TermPlace[] {
  const values = blocks(families.length);
  return families.map(({ predictors }, i) => ({
    eta: predictors.map(block),
    term: {
      value: values + i * blockStride,
      first: predictors.map(block),
      second: predictors.map(() => predictors.map(block)),
    },
  }));
}

/** Scores that are the predictors themselves, in the same block. The first derivative is 1; there is no second one. */
function placeScores(k: number, ones: number, { blocks }: WorkspacePlan): TermPlace[] {
  const values = blocks(k);
  return Array.from({ length: k }, (_, i) => {
    const value = values + i * blockStride;
    return { eta: [value], term: { value, first: [ones], second: [] } };
  });
}

/** The free slots. Those of an expert are neighbours, since their derivatives are multiplied with each other. */
function activeOf(
  { gating, layout }: LikelihoodSetup,
  experts: readonly ExpertAt[],
  bases: BasesAt,
): readonly Active[] {
  return experts.flatMap(({ eta, term }, i) =>
    layout.slots
      .filter(({ atom, offset }) => atom === i && offset >= 0)
      .map((slot) => {
        const { part, predictorIndex, predictor } = slot;
        const unit = part === "gating" && gating.linear === true;
        return {
          slot,
          basis: bases.of(predictor),
          eta: eta[part][predictorIndex],
          derivative: term[part].first[predictorIndex],
          unit,
          second: (v: Slot) => {
            if (unit || v.part !== part) return 0;
            const [first, last] = [predictorIndex, v.predictorIndex].sort((a, b) => a - b);
            return term[part].second[first][last];
          },
        };
      }),
  );
}

const viewOf = (M: Float64Array, at: number) => M.subarray(at, at + blockLength);

function viewsOf(M: Float64Array, experts: readonly ExpertAt[]): readonly ExpertViews[] {
  const view = (at: number) => viewOf(M, at);
  const termView = ({ value, first, second }: TermAt): Term => ({
    value: view(value),
    first: first.map(view),
    second: second.map((row) => row.map(view)),
  });
  return experts.map(({ eta, term }) => ({
    eta: { gating: eta.gating.map(view), experts: eta.experts.map(view) },
    term: { gating: termView(term.gating), experts: termView(term.experts) },
  }));
}
