/** The version that every document names. It grows when something is taken away or changes its meaning. */
export const documentVersion = 1;
