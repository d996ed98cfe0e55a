// Letters of the Latin, Greek and Cyrillic scripts that look alike, and 0, 1 and |, to find names that could be taken
// for each other (names.js). The data is that of confusables.txt in Unicode 18.0 (UTS #39, Unicode Security Mechanisms),
// without letters above U+FFFF, and without those that NFKC changes: names are normalized to NFKC first. Letters of other
// scripts are not compared.
//
// A group is one or two letters that stand for a shape, an equals sign, and the letters that have this shape: `rn=m`
// replaces m by rn.
const groups =
  "O=0ΟО l=1I|ƖǀΙІӀӏꞁꞮꟾ A=ΑА B=ΒВꞴ C=С E=ΕЕ F=ϜꞘ G=Ԍ H=ΗН J=ͿЈꞲ K=ΚК M=ΜϺМ " +
  "N=Ν P=ΡР Q=Ԛ R=ƦɌ S=Ѕ T=ΤТ V=Ѵ W=Ԝ X=ΧХꞳ Y=ΥУҮ Z=ΖⱫ a=ɑαаꭤ b=ƄЬ c=сᲃᴄ d=ԁ " +
  "e=еҽꬲ f=ƒʄẝꞙꬵ g=ƍɡᶃ h=Һһ i=ıɩɪιіꙇ j=ȷϳј rn=m o=οσоᲂᴏᴑꬽ p=þƿρϸр q=ԛ " +
  "r=гᴦꭇꭈ s=ƽѕꜱ u=ʋυᴜꞟꭎꭒ v=νѵᴠ w=ɯшѡԝᴡꟺ x=х y=ɣʏγуүᶌỿꭚ z=ᴢⱬ " +
  "AE=ÆӔ Ð=ĐƉ Þ=Ϸ ß=βẞꞵꟖꟗ ae=æӕ ø=ꬾ ħ=ћ ĸ=κкᴋ ŋ=ƞη OE=Œ oe=œ ƀ=ѢѣҌҍ Ƃ=ƃБ " +
  "ƅ=ь Ɔ=ϽↃ Ƌ=ƌ Ə=Ә Ɛ=ԐꜪ Ɨ=ƚ Ɵ=ΘθѲӨꝊ Ƨ=ꙄꝚ ƨ=ᴤꙅ Ʃ=Σ Ʈ=Ꚍ Ʒ=ȜЗӠꝪꞫ ll=ǁ " +
  "ǝ=əә Ƕ=Ԋ ȝ=ʒӡꝫ Ȣ=ȣ ɸ=ȹφф Ɂ=ʔ Ʌ=ΛЛꟚ ɉ=ɟ ɋ=ᶐ ɍ=ғ Ɏ=Ұ ɏ=ұ ɔ=ͻᴐↄ " +
  "ꞓ=ɛεєԑ ɜ=зᴈ ɢ=ԍ ɦ=ꚕ ɨ=ᵻᵼ ɵ=ѳөꝋ ʃ=ꭍ ʌ=ᴧ ʍ=мᴍ ꟎=ʕ꟏ ʘ=Ꙩ ʙ=в ʚ=ꞝ " +
  "ʜ=н dz=ʣ ts=ʦ ls=ʪ lz=ʫ Ⱶ=Ͱ И=Ͷ ᴎ=ͷи ꜿ=ͽ Γ=Г Π=П Φ=Ф Ψ=Ѱ ẟ=δ λ=ꟛ π=пᴨ ς=ϛ " +
  "ᴛ=τтꚍ χ=ꭓꭕ ψ=ѱ ω=ꙍꞷ Ꜿ=Ͽ Ꞓ=Є bl=Ы lO=Ю л=ᴫ ᴙ=я љ=ꭠ Oy=Ѹ oy=ѹ Қ=Ⱪ Ҟ=Ꝁ " +
  "Ң=Ⱨ Ҷ=Ӌ ҷ=ӌ Ӈ=Ӊ ӈ=ӊ ᴘ=ᴩ ue=ᵫ lL=Ỻ Ꙍ=Ꞷ OO=ꚘꝎ oo=ꚙꝏ ꜧ=ꞕ AA=Ꜳ aa=ꜳ AO=Ꜵ " +
  "ao=ꜵ AU=Ꜷ au=ꜷ AV=ꜸꜺ av=ꜹꜻ AY=Ꜽ ay=ꜽ Ꝯ=ꝯ tf=ꝷ Ꝺ=ꝺ Ꞌ=ꞌ ꟓ=꟒ ꟕ=꟔ co=ꭃ " +
  "uo=ꭣ";

/** The shape of each letter after an equals sign. @type {Map<string, string>} */
const shapes = new Map(
  groups.split(" ").flatMap((group) => {
    const [shape = "", letters = ""] = group.split("=");
    return [...letters].map((letter) => /** @type {[string, string]} */ ([letter, shape]));
  }),
);

/**
 * Replaces each letter that looks like others by their common shape, so that texts that look the same become equal (UTS
 * #39 calls the result a skeleton).
 *
 * @param {string} text in NFD, so that each letter is separate from its accents
 */
export function shapeOf(text) {
  return Array.from(text, (letter) => shapes.get(letter) ?? letter).join("");
}
