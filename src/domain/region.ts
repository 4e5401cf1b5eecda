/** Where a number was given out, in Chinese and without 省, 市, 自治州 and their like: 四川, 成都. Both are empty where that is not known. */
export interface Region {
  readonly province: string;
  /** Of the four municipalities the province's name again: 北京, 北京. */
  readonly city: string;
}

export const NOWHERE: Region = Object.freeze({ province: "", city: "" });
