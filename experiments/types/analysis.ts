import type { CurvesPicture } from "./picture.js";
import type { Provenance } from "./protocol.js";

/** A result that needs no data: computed, not estimated. */
export interface Analysis {
  readonly name: string;
  readonly title: string;
  readonly provenance: Provenance;
  readonly compute: () => CurvesPicture;
}
