/** Lines of slopes to compare curves with. */
export const rootN = { slope: -1 / 2, label: "n^{−1/2}" } as const;
export const fourthRootN = { slope: -1 / 4, label: "n^{−1/4}" } as const;
export const eighthRootN = { slope: -1 / 8, label: "n^{−1/8}" } as const;
