/**
 * The mainland's provinces, as regions name them (routing/geography). Their places are part of the stored data, as lanes hold them:
 * none ever moves, new ones are added at the end.
 */
export const PROVINCES = [
  "北京",
  "天津",
  "河北",
  "山西",
  "内蒙古",
  "辽宁",
  "吉林",
  "黑龙江",
  "上海",
  "江苏",
  "浙江",
  "安徽",
  "福建",
  "江西",
  "山东",
  "河南",
  "湖北",
  "湖南",
  "广东",
  "广西",
  "海南",
  "重庆",
  "四川",
  "贵州",
  "云南",
  "西藏",
  "陕西",
  "甘肃",
  "青海",
  "宁夏",
  "新疆",
] as const;

/** A province's place in lanes, from 1; 0 where it is none of them, or not known. */
export function placeOfProvince(province: string | undefined): number {
  return PROVINCES.indexOf(province as (typeof PROVINCES)[number]) + 1;
}

/** The inverse; undefined for 0 and for places that no province has. */
export function provinceAt(place: number): string | undefined {
  return PROVINCES[place - 1];
}
