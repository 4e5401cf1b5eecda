import { escapeXml } from "../../../text/xml.ts";
import type { WireReply } from "../../dialect.ts";
import { RESULTS } from "../results.ts";
import { SERVICE_NAMESPACE } from "./versions.ts";

const STATUS_CODES = Object.values(RESULTS)
  .map(({ name }) => `<s:enumeration value="${name}"/>`)
  .join("");

/** Up to the service's address. Document style, parameters wrapped, as .NET writes it; seed 004, 8.2 and 8.3, names what is in it. */
const HEAD = `<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:tns="${SERVICE_NAMESPACE}" targetNamespace="${SERVICE_NAMESPACE}">
  <wsdl:types>
    <s:schema elementFormDefault="qualified" targetNamespace="${SERVICE_NAMESPACE}">
      <s:element name="SendSms">
        <s:complexType>
          <s:sequence>
            <s:element minOccurs="0" maxOccurs="1" name="userName" type="s:string"/>
            <s:element minOccurs="0" maxOccurs="1" name="password" type="s:string"/>
            <s:element minOccurs="0" maxOccurs="1" name="sms" type="tns:SmsObject"/>
          </s:sequence>
        </s:complexType>
      </s:element>
      <s:complexType name="SmsObject">
        <s:sequence>
          <s:element minOccurs="0" maxOccurs="1" name="Msisdns" type="s:string"/>
          <s:element minOccurs="0" maxOccurs="1" name="SMSContent" type="s:string"/>
          <s:element minOccurs="0" maxOccurs="1" name="PlanSendTime" nillable="true" type="s:dateTime"/>
          <s:element minOccurs="0" maxOccurs="1" name="ExtNumber" type="s:string"/>
        </s:sequence>
      </s:complexType>
      <s:element name="SendSmsResponse">
        <s:complexType>
          <s:sequence>
            <s:element minOccurs="0" maxOccurs="1" name="SendSmsResult" type="tns:SendResult"/>
          </s:sequence>
        </s:complexType>
      </s:element>
      <s:complexType name="SendResult">
        <s:sequence>
          <s:element minOccurs="1" maxOccurs="1" name="StatusCode" type="tns:ResultCode"/>
          <s:element minOccurs="0" maxOccurs="1" name="Description" type="s:string"/>
          <s:element minOccurs="0" maxOccurs="1" name="MsgId" type="s:string"/>
          <s:element minOccurs="1" maxOccurs="1" name="Amount" type="s:long"/>
          <s:element minOccurs="1" maxOccurs="1" name="SuccessCounts" type="s:int"/>
          <s:element minOccurs="1" maxOccurs="1" name="BillingCount" type="s:int"/>
          <s:element minOccurs="0" maxOccurs="1" name="Errors" type="tns:ArrayOfSendError"/>
        </s:sequence>
      </s:complexType>
      <s:complexType name="ArrayOfSendError">
        <s:sequence>
          <s:element minOccurs="0" maxOccurs="unbounded" name="SendError" nillable="true" type="tns:SendError"/>
        </s:sequence>
      </s:complexType>
      <s:complexType name="SendError">
        <s:sequence>
          <s:element minOccurs="0" maxOccurs="1" name="Msisdn" type="s:string"/>
          <s:element minOccurs="1" maxOccurs="1" name="StatusCode" type="tns:ResultCode"/>
          <s:element minOccurs="0" maxOccurs="1" name="Description" type="s:string"/>
        </s:sequence>
      </s:complexType>
      <s:simpleType name="ResultCode"><s:restriction base="s:string">${STATUS_CODES}</s:restriction></s:simpleType>
    </s:schema>
  </wsdl:types>
  <wsdl:message name="SendSmsSoapIn"><wsdl:part name="parameters" element="tns:SendSms"/></wsdl:message>
  <wsdl:message name="SendSmsSoapOut"><wsdl:part name="parameters" element="tns:SendSmsResponse"/></wsdl:message>
  <wsdl:portType name="WebServiceSoap">
    <wsdl:operation name="SendSms">
      <wsdl:input message="tns:SendSmsSoapIn"/>
      <wsdl:output message="tns:SendSmsSoapOut"/>
    </wsdl:operation>
  </wsdl:portType>
${binding("soap", "WebServiceSoap")}
${binding("soap12", "WebServiceSoap12")}
  <wsdl:service name="WebService">`;

const TAIL = `
  </wsdl:service>
</wsdl:definitions>
`;

function binding(prefix: "soap" | "soap12", name: string): string {
  return `  <wsdl:binding name="${name}" type="tns:WebServiceSoap">
    <${prefix}:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="SendSms">
      <${prefix}:operation soapAction="${SERVICE_NAMESPACE}SendSms" style="document"/>
      <wsdl:input><${prefix}:body use="literal"/></wsdl:input>
      <wsdl:output><${prefix}:body use="literal"/></wsdl:output>
    </wsdl:operation>
  </wsdl:binding>`;
}

/** The service's description. @param address where the service was asked for it, as that is where its callers reach it */
export function wsdlReply(address: string): WireReply {
  const location = escapeXml(address);
  const ports = ["soap", "soap12"].map((prefix) => {
    const name = prefix === "soap" ? "WebServiceSoap" : "WebServiceSoap12";
    return `\n    <wsdl:port name="${name}" binding="tns:${name}"><${prefix}:address location="${location}"/></wsdl:port>`;
  });
  return { status: 200, contentType: "text/xml; charset=utf-8", body: HEAD + ports.join("") + TAIL };
}
