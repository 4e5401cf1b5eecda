/** What the server lets this page's styles be known by; it puts a fresh one into each page that it hands out. */
export const NONCE = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

/** Some parts of the component library make style elements without asking for the nonce. */
export function nonceEveryStyle(): void {
  const make = document.createElement.bind(document) as (name: string, options?: ElementCreationOptions) => HTMLElement;
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = make(name, options);
    if (name === "style") element.nonce = NONCE;
    return element;
  }) as typeof document.createElement;
}
