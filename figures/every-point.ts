import type { Plugin } from "chart.js";

/**
 * Has every line drawn through each of its points. Chart.js joins points that stand within one pixel of the layout by an upright stroke at their mean, which
 * is a notch in a steep curve wherever a pixel of the layout is more than one dot of the picture.
 */
export const everyPoint: Plugin = {
  id: "everyPoint",
  afterDatasetUpdate: (_chart, { meta }) => {
    // No option says so: Chart.js draws a line point by point once it takes it for thinned.
    if (meta.dataset) Object.assign(meta.dataset, { _decimated: true });
  },
};
