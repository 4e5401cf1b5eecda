/** As much of the npm package `smpp` as the tests use; it brings no types of its own. */
declare module "smpp" {
  import type { EventEmitter } from "node:events";
  import type { Server as NetServer } from "node:net";

  export interface ShortText {
    readonly udh?: readonly Buffer[];
    readonly message: string;
  }

  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly system_id?: string;
    readonly password?: string;
    readonly interface_version?: number;
    readonly source_addr?: string;
    readonly destination_addr?: string;
    readonly esm_class?: number;
    readonly data_coding?: number;
    readonly registered_delivery?: number;
    readonly message_id?: string;
    readonly short_message?: ShortText;
    readonly receipted_message_id?: string;
    readonly message_state?: number;
    response(fields?: Readonly<Record<string, unknown>>): Pdu;
  }

  type Request = (fields: Readonly<Record<string, unknown>>, answered?: (pdu: Pdu) => void) => boolean;

  export interface Session extends EventEmitter {
    send(pdu: Pdu): boolean;
    close(): void;
    destroy(): void;
    readonly bind_transceiver: Request;
    readonly bind_transmitter: Request;
    readonly bind_receiver: Request;
    readonly submit_sm: Request;
    readonly deliver_sm: Request;
    readonly enquire_link: Request;
    readonly unbind: Request;
  }

  const smpp: {
    createServer(options: Readonly<Record<string, unknown>>, listener: (session: Session) => void): NetServer;
    connect(options: { readonly host: string; readonly port: number }, listener: () => void): Session;
  };
  export default smpp;
}
