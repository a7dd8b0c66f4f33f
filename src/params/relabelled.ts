import type { ExpertsParams } from "../types.js";
import type { Coordinates } from "./coordinates.js";
import type { Slot } from "./layout.js";

/** theta with the experts in another order, the one at order[i] as expert i; what is pinned is relative to the new last expert. */
export function relabelled(
  { layout }: Pick<Coordinates<ExpertsParams>, "layout">,
  theta: Float64Array,
  order: readonly number[],
): Float64Array {
  const { slots, k } = layout;
  const moved = Float64Array.from(theta);
  const slotOf = ({ part, predictorIndex }: Slot, atom: number) =>
    slots.find(
      (slot) => slot.part === part && slot.predictorIndex === predictorIndex && slot.atom === atom,
    ) as Slot;
  for (const slot of slots) {
    const { predictor, offset, length, atom } = slot;
    if (offset < 0 || predictor.shared) continue;
    const from = slotOf(slot, order[atom]);
    const last = predictor.pinned ? slotOf(slot, order[k - 1]) : undefined;
    for (let c = 0; c < length; c++) {
      const own = from.offset < 0 ? 0 : theta[from.offset + c];
      moved[offset + c] = own - (last === undefined || last.offset < 0 ? 0 : theta[last.offset + c]);
    }
  }
  return moved;
}
