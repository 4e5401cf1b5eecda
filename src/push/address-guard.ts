import { lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { AddressBlocks } from "../text/cidr.ts";
import { innerIPv4, isPublicAddress } from "../text/public-address.ts";

/** Every address of a host; rejects where it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** As the machine's own programs resolve names: hosts file, search domains and all. */
export const systemResolve: Resolve = async (host) => (await systemLookup(host, { all: true })).map(({ address }) => address);

/** A host that must not be pushed to. The sentence is for the operator, who may read it beside the tries of a push. */
export class AddressRefused extends Error {
  readonly code = "ADDRESS_REFUSED";

  /** @param addresses one, or several by comma */
  constructor(addresses: string) {
    super(`not a public address, and not in settings.push.allowAddresses: ${addresses}`);
    this.name = "AddressRefused";
  }
}

/**
 * Keeps pushes away from the operator's own network: a customer's URL may lead to public addresses only, and to those that
 * the operator allows. Names are resolved here, once a connection, and the connection goes to the very addresses that were
 * judged: a name that answers differently the second time gains nothing. Of several addresses the bad ones are left out.
 */
export class AddressGuard {
  readonly #allowed: AddressBlocks;
  readonly #resolve: Resolve;
  /** Look-ups under way: a name whose servers hang must hold one of the machine's few resolver threads, not all. */
  readonly #underWay = new Map<string, Promise<readonly string[]>>();

  /** @param allowed addresses or CIDR blocks that may be pushed to although they aren't public */
  constructor(allowed: readonly string[], resolve: Resolve = systemResolve) {
    this.#allowed = new AddressBlocks(allowed);
    this.#resolve = resolve;
  }

  /** What is wrong with a URL as far as that shows without a look-up: connections to a literal address make none. */
  refuses(url: URL): Error | undefined {
    if (url.protocol !== "http:" && url.protocol !== "https:") return new Error("only http and https addresses can be pushed to");
    const host = url.hostname.replace(/^\[|\]$/g, "");
    return isIP(host) !== 0 && !this.#may(host) ? new AddressRefused(host) : undefined;
  }

  /** For `http.request`: resolves, judges, and gives the connection what was judged. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.#addressesOf(host).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        const [first] = found;
        if (options.all === true) callback(null, found);
        else callback(null, first?.address ?? "", first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, options.all === true ? [] : ""),
    );
  };

  async #addressesOf(host: string): Promise<readonly string[]> {
    let answer = this.#underWay.get(host);
    if (!answer) {
      answer = this.#resolve(host).finally(() => this.#underWay.delete(host));
      this.#underWay.set(host, answer);
    }
    const addresses = await answer;
    if (addresses.length === 0) throw new Error(`${host} has no address`);
    const good = addresses.filter((address) => this.#may(address));
    if (good.length === 0) throw new AddressRefused(addresses.join(", "));
    return good;
  }

  #may(address: string): boolean {
    if (isPublicAddress(address) || this.#allowed.has(address)) return true;
    const inner = innerIPv4(address);
    return inner !== undefined && this.#allowed.has(inner);
  }
}
