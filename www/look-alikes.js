// Letters of the Latin, Greek and Cyrillic scripts that look alike, with 0, 1 and |: by the confusables.txt of Unicode 18.0
// (UTS #39, Unicode Security Mechanisms), those that stay themselves under NFKC and lie below U+10000. Each group has the
// shape, and after the equals sign the letters that have it too. Names in other scripts are left as they are.
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

/** @type {Map<string, string>} */
const shapes = new Map(
  groups.split(" ").flatMap((group) => {
    const [shape = "", letters = ""] = group.split("=");
    return [...letters].map((letter) => /** @type {[string, string]} */ ([letter, shape]));
  }),
);

/**
 * The text with the shape in place of every letter that looks like another: what looks the same becomes the same.
 *
 * @param {string} text in NFD, so that a letter stands apart from its accents
 */
export function shapeOf(text) {
  return Array.from(text, (letter) => shapes.get(letter) ?? letter).join("");
}
