/**
 * Distances from the centre of a bell-shaped law, in standard deviations, between which its density is nearly a polynomial of low
 * degree times its tail. Beyond the last a normal law has 4e-33 of its mass.
 */
export const ladder: readonly number[] = [0, 1, 2, 3, 4.5, 7, 12];

/** The points centre - z unit and centre + z unit for each distance z of a ladder that begins with 0, in increasing order. */
export const bothSides = (distances: readonly number[], centre: number, unit: number): number[] => {
  const points = distances.map((z) => centre + z * unit);
  const below = distances.slice(1).map((z) => centre - z * unit);
  return [...below.reverse(), ...points];
};
