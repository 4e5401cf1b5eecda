import { BlockList, isIP } from "node:net";

/** Address blocks, parsed once. IPv4 addresses that come mapped into IPv6 (`::ffff:…`) are looked up as IPv4. */
export class AddressBlocks {
  readonly #list = new BlockList();

  /** @param blocks addresses or CIDR blocks of either family; throws a plain sentence for anything else */
  constructor(blocks: readonly string[]) {
    for (const block of blocks) this.#add(block);
  }

  has(address: string): boolean {
    const plain = address.startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
    const family = isIP(plain);
    return family !== 0 && this.#list.check(plain, family === 4 ? "ipv4" : "ipv6");
  }

  #add(block: string): void {
    const slash = block.indexOf("/");
    const address = slash < 0 ? block : block.slice(0, slash);
    const family = isIP(address);
    const widest = family === 4 ? 32 : 128;
    const prefix = slash < 0 ? String(widest) : block.slice(slash + 1);
    if (family === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > widest)
      throw new Error(`"${block}" is not an address or a CIDR block`);
    this.#list.addSubnet(address, Number(prefix), family === 4 ? "ipv4" : "ipv6");
  }
}
