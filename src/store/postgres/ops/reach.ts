/** Ids between a submission and its last message, at most: eight seconds' worth, and room for two million recipients. */
export const REACH = 2 ** 26;
