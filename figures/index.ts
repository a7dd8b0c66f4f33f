export { convergenceFigure } from "./convergence.js";
export { curvesFigure } from "./curves.js";
export { ratesFigure } from "./rates.js";
export { renderFigure } from "./render.js";
export { type ExpertCurves, type SamplePicture, sampleFigure } from "./sample-picture.js";
export { type Figure, type FigureFormat, figureFormats, type KeyEntry, type Panel } from "./types.js";
