/** A failure with a sentence for the person at the terminal: printed as it is, without a stack, and the exit status is 1. */
export class Problem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Problem";
  }
}
