/**
 * Frames put together from the tables of CMPP 3.0.0 with Python's struct, their digests with `openssl md5`, their texts with
 * `iconv`. Source_Addr is 901234, the secret `secret`, the time 20 November 09:08:10. One field a line.
 */
type Golden = Readonly<Record<"2.0" | "3.0", string>>;

const ZEROS = (count: number): string => "00".repeat(count);
const PHONE = `3133383030313338303030${ZEROS(10)}`;
const ACCESS_CODE = `31303639303030303035${ZEROS(11)}`;
const SERVICE = `595a${ZEROS(8)}`;

export const CONNECT: Golden = {
  "2.0": frame("00000027 00000001 00000001", "393031323334", "3be4dcb2b46b7945cd8bf765913b0eb2", "20", "42c33aba"),
  "3.0": frame("00000027 00000001 00000001", "393031323334", "3be4dcb2b46b7945cd8bf765913b0eb2", "30", "42c33aba"),
};

export const CONNECT_RESPONSE: Golden = {
  "2.0": frame("0000001e 80000001 00000001", "00", "c543a009bd25b8bc12399af1cd2bc181", "20"),
  "3.0": frame("00000021 80000001 00000001", "00000000", "4cf4d20c80f76e5949d45465a2b5bb8a", "30"),
};

/** The first of two parts, 您好 with reference 0x2a, from 1069000005 to 13800138000. */
export const SUBMIT: Golden = {
  "2.0": frame(
    "000000a9 00000004 00000002",
    ZEROS(8),
    "02 01 01 00",
    SERVICE,
    "02",
    ZEROS(21),
    "00 01 08",
    "393031323334",
    "3031",
    "303030303030",
    ZEROS(17),
    ZEROS(17),
    ACCESS_CODE,
    "01",
    PHONE,
    "0a 0500032a0201 60a8597d",
    ZEROS(8),
  ),
  "3.0": frame(
    "000000cd 00000004 00000002",
    ZEROS(8),
    "02 01 01 00",
    SERVICE,
    "02",
    ZEROS(32),
    "00",
    "00 01 08",
    "393031323334",
    "3031",
    "303030303030",
    ZEROS(17),
    ZEROS(17),
    ACCESS_CODE,
    "01",
    PHONE + ZEROS(11),
    "00",
    "0a 0500032a0201 60a8597d",
    ZEROS(20),
  ),
};

/** Month 11, day 20, 09:08:11, gateway 123456, number 7: 4, 5, 5, 6, 6, 22 and 16 bits. */
export const MSG_ID = "13412989359452323847";
export const SUBMIT_RESPONSE: Golden = {
  "2.0": frame("00000015 80000004 00000002", "ba2482c1e2400007", "00"),
  "3.0": frame("00000018 80000004 00000002", "ba2482c1e2400007", "00000000"),
};

/** What the gateway says of that submit, with a Msg_Id of its own. */
export const REPORT: Golden = {
  "2.0": frame(
    "00000091 00000005 00000009",
    "ba2482c1e2400009",
    ACCESS_CODE,
    SERVICE,
    "00 00 00",
    PHONE,
    "01",
    "3c",
    "ba2482c1e2400007 44454c49565244 32363131323030393038 32363131323030393039",
    PHONE,
    "00000063",
    ZEROS(8),
  ),
  "3.0": frame(
    "000000b4 00000005 00000009",
    "ba2482c1e2400009",
    ACCESS_CODE,
    SERVICE,
    "00 00 00",
    PHONE + ZEROS(11),
    "00",
    "01",
    "47",
    "ba2482c1e2400007 44454c49565244 32363131323030393038 32363131323030393039",
    PHONE + ZEROS(11),
    "00000063",
    ZEROS(20),
  ),
};

/** 收到 in GBK. */
export const INBOUND: Golden = {
  "2.0": frame("00000059 00000005 0000000a", "ba2482c1e2400008", ACCESS_CODE, SERVICE, "00 00 0f", PHONE, "00", "04 cad5b5bd", ZEROS(8)),
  "3.0": frame(
    "00000071 00000005 0000000a",
    "ba2482c1e2400008",
    ACCESS_CODE,
    SERVICE,
    "00 00 0f",
    PHONE + ZEROS(11),
    "00 00",
    "04 cad5b5bd",
    ZEROS(20),
  ),
};

export const DELIVER_RESPONSE: Golden = {
  "2.0": frame("00000015 80000005 0000000a", "ba2482c1e2400008", "00"),
  "3.0": frame("00000018 80000005 0000000a", "ba2482c1e2400008", "00000000"),
};

export const ACTIVE_TEST = frame("0000000c 00000008 00000003");
export const ACTIVE_TEST_RESPONSE = frame("0000000d 80000008 00000003", "00");
export const TERMINATE = frame("0000000c 00000002 00000003");
export const TERMINATE_RESPONSE = frame("0000000c 80000002 00000003");

function frame(...fields: readonly string[]): string {
  return fields.join("").replaceAll(" ", "");
}
