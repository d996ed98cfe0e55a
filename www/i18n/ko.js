// Everything the page says, in Korean. All sentences are in the polite style that ends in -요.
import reasons from "./ko/reasons.js";
import { apart, formats, shownAtMost } from "./format.js";

const { amount, size, tenths, clock, moment } = formats("ko", { byte: "1바이트", bytes: (n) => `${n}바이트` });

/** @param {string[]} names */
const list = (names) => names.map(apart).join(", ");

/** How long it still takes; nothing as long as that is not known. @param {number} [seconds] rounded */
function left(seconds) {
  if (seconds === undefined) return "";
  if (seconds <= 10) return ", 몇 초 남았어요";
  return `, 약 ${seconds < 60 ? `${seconds}초` : `${amount(seconds / 60)}분`} 남았어요`;
}

/** @type {import("./language.js").Words["errors"]} */
const errors = {
  anywhere: {
    "malformed-key": "키가 아니거나, 오는 길에 손상됐어요. -----BEGIN부터 마지막 줄표까지 전부 다시 받아 주세요.",
    "unsupported-key": "키는 맞지만 여기서는 쓸 수 없어요. 암호화용으로 만든 2048~8192비트 RSA 키가 필요해요.",
    "weak-key": "안전하지 않은 키예요. 2048비트보다 짧거나, 수를 잘못 골랐어요. 다른 키를 달라고 하세요.",
    "private-key-given": "이것은 개인 키예요. 여기에는 공개 키가 필요해요.",
    "public-key-given": "이것은 공개 키예요. 여기에는 개인 키가 필요해요.",
    "passphrase-required": "암호로 보호된 키예요. 계속하려면 암호를 입력하세요.",
    "wrong-passphrase": "이 키의 암호가 아니에요. 대소문자를 살펴 다시 입력해 보세요.",
    "message-too-long": "너무 길어요. 봉인할 수 있는 크기는 64 MB까지예요.",
    "decryption-failed": "열리지 않아요. 오는 길에 바뀌었거나, 다른 키로 봉인된 거예요.",
    "not-a-recipient": "여기 있는 키로는 열 수 없어요. 봉인할 때 쓴 키를 불러오세요.",
    "signature-invalid":
      "서명이 맞지 않아요. 내용이 바뀌었거나, 다른 사람이 옮겨 보낸 거예요. 믿지 말고 보낸 사람에게 다시 받아 주세요.",
    "malformed-message":
      "봉인된 메시지가 아니거나, 일부가 빠졌어요. 첫 글자부터 마지막 글자까지 전부 다시 받아 주세요.",
    "malformed-file":
      "봉인된 파일이 아니거나, 오는 길에 바뀌었거나 잘렸어요. 전부 다시 받고, 지금까지 저장된 것은 쓰지 마세요.",
    "unsupported-algorithm": "여기서 읽지 않는 방식으로 봉인됐어요. RSA-OAEP-256과 A256GCM으로 봉인해 달라고 하세요.",
    "invalid-argument": "입력한 내용 가운데 맞지 않는 것이 있어요. 위의 칸을 확인해 주세요.",
    "random-unavailable":
      "시스템이 난수를 주지 않아서 아무것도 만들지 않았어요. 페이지를 새로 고치거나 브라우저를 다시 시작해 주세요.",
    "not-initialized": "페이지가 아직 준비되지 않았어요. 잠시 뒤에 다시 해 보세요.",
    "load-failed": "페이지의 일부를 받지 못했어요. 연결을 확인하고 페이지를 새로 고쳐 주세요.",
    disposed: "페이지가 멈췄어요. 새로 고쳐 주세요.",
    "internal-error":
      "페이지에 오류가 생겨 안전하게 계속할 수 없어요. 새로 고쳐 주세요. 메모리에만 있던 키는 파일에서 다시 불러와야 해요.",
    "worker-failed": "개인 키를 지키는 부분이 멈췄어요. 다시 해 보거나 페이지를 새로 고쳐 주세요.",
    aborted: "취소했어요.",
    "key-not-found": "이 키는 이제 여기에 없어요. 파일에서 다시 불러오세요.",
    "key-locked": "잠긴 키예요. 암호를 입력해 잠금을 풀어 주세요.",
    "passkey-failed": "패스키가 작동하지 않았어요. 암호를 쓰세요.",
    "not-exportable": "이 키는 저장할 수 없어요. 만든 곳에만 머물도록 만든 키예요.",
    "storage-unavailable": "이 브라우저에서는 아무것도 보관할 수 없어요. 탭을 닫으면 키가 사라지니 백업해 두세요.",
    "vault-unsupported":
      "이 브라우저에 보관된 내용은 더 새로운 버전의 페이지가 쓴 거예요. " +
      "새로 고치면 그 버전을 받아요. 바뀐 것은 없어요.",
  },
  load: {
    "passphrase-required": "암호로 보호된 파일이에요. 계속하려면 암호를 입력하세요.",
    "wrong-passphrase": "이 파일의 암호가 아니에요. 대소문자를 살펴 다시 입력해 보세요.",
    "weak-key": "안전하지 않은 키예요. 2048비트보다 짧거나, 수를 잘못 골랐어요. 새 키를 만드세요.",
    "public-key-given": "이것은 공개 키예요. 메시지를 읽으려면 직접 저장해 둔 개인 키 파일이 필요해요.",
    "unsupported-key": "여기서는 쓸 수 없는 키예요. 소수 두 개로 만든 2048~8192비트 암호화용 RSA 키가 필요해요.",
    "vault-unsupported":
      "이 파일에는 더 새로운 버전의 페이지가 필요해요. 새로 고쳐 그 버전을 받은 다음 다시 불러오세요. 바뀐 것은 없어요.",
  },
  add: {
    "private-key-given":
      "이것은 개인 키예요. 가진 사람은 이 키로 봉인된 것을 모두 읽을 수 있어요. 칸은 비웠고 " +
      "어디에도 남기지 않았어요. 누구에게도 주지 마세요. 누가 보내 준 것이라면 그 사람에게 알리고, " +
      "대신 공개 키를 달라고 하세요.",
  },
  read: {
    "private-key-given":
      "이것은 개인 키예요. 여기에는 봉인된 메시지가 필요해요. 칸은 비웠어요. 내 키라면 가져오고, 누구에게도 주지 마세요.",
    "decryption-failed": "열리지 않아요. 오는 길에 손상됐거나 바뀌었을 가능성이 커요. 전부 다시 보내 달라고 하세요.",
  },
  encrypt: {
    "message-too-long": "이 키와 설정으로 담을 수 있는 길이보다 길어요. 줄이거나, 편지로 봉인하세요.",
  },
  decrypt: {
    "private-key-given":
      "이것은 개인 키예요. 여기에는 암호문이 필요해요. 칸은 비웠어요. 내 키라면 가져오고, 누구에게도 주지 마세요.",
    "decryption-failed":
      "열리지 않아요. 키, 해시, MGF1 해시, 레이블 가운데 하나가 암호화할 때와 다르거나, 암호문이 바뀌었어요.",
  },
};

/** @type {import("./language.js").Words} */
export default {
  errors,
  reasons,
  amount,
  size,
  clock,
  inPart: (text) =>
    text.length <= shownAtMost
      ? text
      : `${text.slice(0, shownAtMost)}\n\n[전체 ${amount(text.length)}자 가운데 처음 ${amount(shownAtMost)}자예요. ` +
        "복사하거나 저장하면 전부 담겨요.]",
  list,

  page: {
    claim: "내가 고른 사람만 열 수 있는 메시지를 보내세요.",
    promise: "브라우저 안에서 RSA로 암호화해요. 가입은 필요 없고, 개인 키는 이 브라우저에만 있어요.",
    views: "화면",
    source: "소스 코드",
    theme: "어두운 화면",
    languages: "언어",
    close: "닫기",
    share: "공유",
    detailsOf: (name) => `${apart(name)}: 자세한 정보`,
    cancel: "취소",
    chooseFile: "파일 고르기",
    copy: "복사",
    copied: "복사했어요",
    commandCopied: "명령을 복사했어요",
    saveFile: "파일로 저장",
    notNow: "나중에",
    keep: "그대로 두기",
    working: "처리하고 있어요.",
    opening: "이 브라우저에 보관한 것을 열고 있어요.",
    cancelled: "취소했어요.",
    notCopied: "브라우저가 복사를 허용하지 않았어요. 글을 선택해 직접 복사하거나 파일로 저장하세요.",
  },

  missing: {
    webAssembly:
      "이 브라우저는 WebAssembly가 꺼져 있거나 너무 오래됐어요. 키를 만들고 메시지를 봉인하는 데 필요해요. " +
      "이 페이지에 허용하거나 새 브라우저를 쓰세요.",
    random: "이 브라우저에는 키를 만들 난수를 주는 crypto.getRandomValues가 없어요. 새 브라우저를 쓰세요.",
    workers: "이 브라우저에서는 개인 키를 지키는 워커를 시작할 수 없어요. 새 브라우저를 쓰세요.",
    works:
      "그때까지는 여기서 봉인하거나 열 수 없어요. 이 페이지가 지키는 것과 지키지 못하는 것은 ‘작동 방식’에서 읽을 수 있어요.",
    database:
      "이 브라우저에는 키를 보관할 IndexedDB가 없어요. 모든 기능을 쓸 수 있지만, 탭을 닫으면 키가 사라져요. 파일로 백업해 두세요.",
    secureContext:
      "이 페이지는 https로 오지 않았어요. 오는 길에 누군가 바꾸었을 수 있고, 그 사람이 키를 읽을 수 있어요. " +
      "시험 삼아서만 쓰세요. 복사 버튼도 작동하지 않으니 글을 선택해 직접 복사하세요.",
  },

  hero: {
    one: "키를 만드세요",
    oneText: "공개 키는 나누어 주고, 개인 키는 여기에 남아요.",
    two: "링크를 보내세요",
    twoText: "친구가 링크를 열어 글을 쓰면 봉인된 글이 나와요. 어떤 방법으로든 받으세요.",
    three: "여기에서 여세요",
    threeText: "받은 글을 붙여 넣거나 파일을 고르세요. 내 개인 키로만 열려요.",
  },

  how: {
    title: "작동 방식",
    keys: "키 한 쌍(RSA)을 만들어요. 공개 키는 잠그는 키라서 누구나 가져도 돼요. 개인 키는 여는 키라서 이 브라우저에만 있어요.",
    share: "공개 키를 다른 사람에게 줘요. 링크나 QR 코드, 또는 다른 소프트웨어가 읽는 PEM 파일로 줄 수 있어요.",
    seal: "누군가 나에게 글을 쓰고 ‘봉인하기’를 눌러요. 글은 그 사람의 브라우저에서 내 공개 키로 암호화되고, 그 결과를 메일이든 채팅이든 어떤 방법으로든 보내요.",
    open: "받은 글을 여기에 붙여 넣거나 놓으면 내 개인 키가 복호화해요. 오가는 길에서는 아무도 읽지 못해요.",
    sign:
      "편지와 거기에 담은 파일에는 두 번째 키 쌍으로 서명해요. 새 키를 만들 때 함께 만들고, 가져온 키에는 버튼을 눌러 추가해요. 서명 키가 초대장에 " +
      "적혀 있어서, 초대장을 받은 사람은 내가 쓴 편지인지 알 수 있어요. 1 MB가 넘는 글은 서명 없이만 봉인할 수 있어요.",
    made: "키는 RSA, 메시지는 JWE(RFC 7516)이고 RSA-OAEP-256과 A256GCM을 써요. 그래서 다른 소프트웨어로도 읽고 쓸 수 있어요. 파일을 담은 편지는 age 형식의 파일이라서 age나 rage로도 열려요.",
  },

  invite: {
    title: "이제 누군가를 초대하세요",
    text: "링크를 연 사람은 내 공개 키를 갖게 되고 나에게 편지를 쓸 수 있어요. 링크는 비밀이 아니에요.",
    copy: "초대 링크 복사",
    more: "QR 코드와 더 보기",
    reply: (name) => `이제 ${apart(name)}에게 내 초대 링크를 보내세요`,
    adds: (name) =>
      `링크를 연 사람은 나에게 편지를 쓸 수 있어요. 링크를 보내면서 ${apart(name)}도 ‘사람들’에 추가돼요.`,
  },

  you: {
    title: "나",
    me: "내 키",
    list: "내 키 목록",
    lost: "개인 키를 지키는 부분이 멈추면서 키도 사라졌어요. 파일에서 다시 불러오세요.",
    memory: "키는 이 탭의 메모리에만 있어요. 탭을 닫거나 새로 고치면 사라지니, 개인 키를 파일로 백업하세요.",
    practice: "연습 페이지예요. 민지의 키는 이 창의 메모리에만 있고, 창을 닫으면 사라져요.",
    made: (bits, when) => `${bits}비트, ${clock(when)}부터 여기에 있음`,
    imported: (bits, when) => `${bits}비트, ${clock(when)}에 가져옴`,
    facts: (facts, state) => `${facts}, ${state}`,
    backedUp: (facts) => `${facts}, 파일로 백업함`,
    backedUpHalf: (facts) => `${facts}, 서명 키를 뺀 나머지를 파일로 백업함`,
    invite: "초대하기",
    publicKey: "내 공개 키",
    privateKey: "내 개인 키",
    enlarge: "QR 코드 크게 보기",
    invitation: "초대장",
    invitationHint:
      "이 링크를 열거나 그림을 휴대전화 카메라로 비추면 내 공개 키를 받아 나에게 편지를 쓸 수 있어요. 비밀이 아니에요.",
    invitationName: "초대받는 사람에게 보일 내 이름",
    invitationLink: "초대 링크",
    qr: (name) => `${apart(name)}의 초대장 QR 코드`,
    copyLink: "링크 복사",
    linkCopied: "초대장을 복사했어요",
    copyPublic: "공개 키 복사",
    savePublic: "공개 키 저장",
    publicCopied: "공개 키를 복사했어요",
    name: "이름",
    rename: "이름 바꾸기",
    renamed: (name) => `이름을 바꿨어요. 새 이름: ${apart(name)}`,
    delete: "이 키 삭제",
    deleteYes: "키 삭제",
    deleteWarning: (saved) =>
      saved
        ? "여기에서 완전히 사라져요. 저장해 둔 파일에서 다시 불러올 수 있어요."
        : "개인 키를 백업해 두지 않았다면, 이 키로 봉인된 것을 나를 포함해 아무도 다시는 열 수 없어요.",
    deleted: (name) => `키를 삭제했어요: ${apart(name)}`,
    pem: "PEM 형식의 공개 키",
    nameNeeded: "키에 이름을 붙여 주세요.",
    nameTaken: (name) => `이름이 ${apart(name)}인 내 키가 이미 있어요. 다른 이름을 고르세요.`,
    ready: (name) => `키가 준비됐어요: ${apart(name)}`,
  },

  signing: {
    title: "서명 키",
    has: "이 키로 쓰는 편지에는 서명이 들어가요. 서명 키는 초대장에 적혀 있어요.",
    none: "이 키로 쓰는 편지에는 아직 서명이 들어가지 않아요. 서명 키가 있으면, 초대장을 받은 사람이 내가 쓴 편지인지 알 수 있어요.",
    locked: "이 키로 쓰는 편지에는 아직 서명이 들어가지 않아요. 서명 키를 추가하려면 잠금을 푸세요.",
    add: "서명 키 추가",
    making: (seconds) => `서명 키를 만드는 중, ${tenths(seconds)}초`,
    added: (name) =>
      `이제 내 키(${apart(name)})로 쓰는 편지에는 서명이 들어가요. 초대장에 서명 키도 적혀 있으니, 전에 받은 사람에게 다시 보내세요.`,
  },

  protect: {
    title: "이 키의 암호",
    askChange: "이 브라우저에서는 새 암호가 옛 암호를 대신해요. 전에 저장한 파일의 암호는 그대로예요.",
    ask:
      "암호로 이 키를 보호할까요? 그러면 이 브라우저의 파일을 손에 넣은 사람도 먼저 암호를 알아맞혀야 해요. " +
      "무작위로 고른 낱말 몇 개가 가장 좋아요. 잊어버리면 아무도 되찾아 줄 수 없어요.",
    field: "암호",
    yes: "키 보호하기",
    notNow:
      "암호가 없으면 브라우저가 키를 보호 없이 저장해요. 다른 사이트는 읽지 못하지만, 브라우저 프로필을 복사하면 키도 복사돼요.",
    needed: "암호를 입력하세요.",
    set: "암호 정하기",
    change: "암호 바꾸기",
    remove: "암호 없애기",
    removeWarning:
      "그러면 브라우저가 키를 보호 없이 저장해요. 브라우저 프로필을 복사한 사람은 키도 갖게 되고, 더는 키를 잠글 수 없어요. " +
      "전에 저장한 파일의 암호는 그대로예요.",
    removeYes: "없애기",
    removed: (name) => `이제 키 ${apart(name)}에는 암호가 없어요.`,
    lock: "잠그기",
    unlock: "잠금 풀기",
    unlockField: "잠겨 있어요. 이 키의 암호",
    unlockKey: (name) => `키 ${apart(name)}의 암호`,
    done: (name) => `키를 암호로 보호했어요: ${apart(name)}`,
    locked: (name) => `키를 잠갔어요: ${apart(name)}`,
    unlocked: (name) => `키 ${apart(name)}의 잠금을 풀었어요.`,
    states: {
      passphrase: "암호 있음",
      device: "암호 없음",
      none: "메모리에만 있음",
    },
    lockedState: "잠김",
  },

  passphrase: {
    choose: "낱말 추천받기",
    show: "보기",
    hide: "숨기기",
    hint: (n) => `직접 정해도 돼요. ${n}자 이상이어야 하고, 낱말 여러 개를 이으면 가장 좋아요.`,
    drawn:
      "영어 낱말 2,048개에서 무작위로 고른 7개예요. 77비트인 데다 하나를 시험하는 데도 오래 걸려서, 아무도 다 시험해 볼 수 없어요. 적어 두세요.",
    short: (n) => `${n}자 이상이어야 해요. 낱말 몇 개를 이으면 외우기 쉽고 알아맞히기 어려워요.`,
    simple: "알아맞히기 쉬운 암호예요. 낱말 여러 개를 쓰거나 추천을 받으세요.",
  },

  passkey: {
    use: "패스키로 풀기",
    set: "패스키 추가하기",
    ask:
      "패스키(지문, 얼굴, PIN 또는 보안 키)로도 이 브라우저에서 키의 잠금을 풀 수 있어요. 암호는 그대로 남아요. " +
      "패스키를 잃어버릴 때를 대비해 암호를 잊지 마세요.",
    passphrase: "이 키의 암호(이번 한 번만)",
    yes: "패스키 설정하기",
    has: "패스키로도 이 키의 잠금을 풀 수 있어요. 암호를 바꾸면 패스키를 다시 설정해야 해요.",
    hasForNow:
      "패스키로도 이 키의 잠금을 풀 수 있어요. 암호를 바꾸거나 서명 키를 추가하면 패스키를 다시 설정해야 해요.",
    gone: "키를 새로 암호화해서 이제 그 패스키로는 풀 수 없어요. 다시 설정할 수 있어요.",
    none: "이 브라우저에서는 패스키로 이 키의 잠금을 풀 수 없어요. 필요한 기능(WebAuthn의 PRF)이 없어요.",
    remove: "패스키 없애기",
    done: (name) => `이제 패스키로도 키 ${apart(name)}의 잠금을 풀 수 있어요.`,
    removed: (name) =>
      `이제 그 패스키로는 키 ${apart(name)}의 잠금을 풀 수 없어요. 비밀번호 관리자에서도 지울 수 있어요.`,
  },

  keeping: {
    title: "가져오기, 백업, 다른 키",
    kept:
      "키와 사람들을 이 브라우저에 보관해요. 공간이 모자라거나 몇 주 동안 방문하지 않으면 브라우저가 지울 수 있으니 " +
      "백업해 두세요.",
    promised: "키와 사람들을 이 브라우저에 보관해요. 브라우저가 스스로 지우지 않기로 약속했어요.",
    backup: "모두 백업하기",
    backupText: "모든 키와 사람들이 암호로 잠긴 파일 하나에 담겨요. 파일을 다시 읽으려면 그 암호가 필요해요.",
    saved: "백업을 파일로 저장했어요.",
    skipped: (n) => `백업을 저장했지만, 잠겨 있거나 내보낼 수 없는 키 ${n}개는 빠졌어요. 잠금을 풀고 다시 백업하세요.`,
    restored: (n) => `백업을 읽었어요. 키 ${n}개가 들어 있어요. 여기에 없던 키는 백업의 암호로 보호돼요.`,
    restoredMarks: (names) =>
      (names.length === 1
        ? `이 백업에는 ${list(names)} 님의 키가 확인한 것으로 표시되어 있었어요. `
        : `이 백업에 확인한 것으로 표시된 사람이 ${amount(names.length)}명 있었어요: ${list(names)}. `) +
      "내가 만든 백업이 아니라면 다시 확인하세요.",
    forget: "이 브라우저에서 모두 삭제",
    forgetText:
      "모든 키와 사람들을 다른 탭까지 포함해 이 브라우저에서 삭제해요. 이 키로 봉인된 것은 백업이 있어야 열 수 있어요.",
    forgetYes: "모두 삭제",
    forgotten: "모두 삭제했어요.",
    reasons: {
      "insecure-context": "이 페이지가 https로 오지 않아서 아무것도 보관하지 않아요.",
      unsupported: "이 브라우저에는 키를 보관할 곳이 없어요.",
      refused: "시크릿 창에서처럼, 이 브라우저가 보관을 허용하지 않아요.",
      "key-refused": "시크릿 창에서처럼, 이 브라우저가 키의 보관을 허용하지 않아요.",
      quota: "키를 보관할 공간이 없어요.",
      blocked: "이 페이지의 예전 버전이 다른 탭에 열려 있어요. 그 탭을 닫고 새로 고치면 키를 보관해요.",
      gone: "이 브라우저에 보관한 것이 지워졌어요. 아직 남아 있는 것을 지금 백업할 수 있어요.",
      damaged: "보관한 것 가운데 읽을 수 없게 된 부분이 있어요. 그대로 두었어요.",
    },
  },

  backup: {
    advice: "이 키는 이 브라우저에만 있어요.",
    adviceSigning: "새 서명 키는 이 브라우저에만 있어요.",
    adviceDo: "백업하기",
    ask: "개인 키 내보내기",
    text: "개인 키를 이 암호로 암호화해 파일에 담아요. 파일과 암호는 따로 두세요. 하나만으로는 아무것도 열 수 없어요.",
    half: "서명 키는 이 파일에 들어가지 않아요. ‘모두 백업하기’에는 둘 다 들어가요.",
    without: "암호 없이",
    warning:
      "이 파일은 보호되지 않아요. 손에 넣은 사람은 이 키로 봉인된 것을 모두 읽을 수 있어요. 비밀번호 관리자나 " +
      "서랍 속 USB 메모리처럼 나만 닿는 곳에 두고, 누구에게도 보내지 마세요.",
    save: "보호되지 않은 파일로 저장",
    saved: "개인 키를 파일로 저장했어요.",
  },

  make: {
    another: "키 한 쌍 더 만들기",
    name: "내 이름",
    firstName: "나의 키",
    size: "크기",
    quicker: "비트, 더 빨라요",
    usual: "비트, 보통",
    slower: "비트, 더 느려요",
    make: "내 키 만들기",
    cancelled: "취소했어요. 키를 만들지 않았어요.",
  },

  search: {
    title: "소수 네 개를 찾고 있어요",
    lead:
      "암호화할 키 쌍과 서명할 키 쌍을 각각 큰 소수 두 개로 만들어요. 무작위로 고른 수를 소수 네 개가 나올 때까지 검사하기 때문에 언제 끝날지는 아무도 몰라요. " +
      "곡선은 이런 탐색 백 번 가운데 지금까지 몇 번이 끝났을지 보여 줘요.",
    time: "시간",
    tested: "검사한 수",
    endedByNow: "끝났을 비율",
    searching: "소수 네 개를 찾고 있어요.",
    elapsed: (milliseconds) => `${tenths(milliseconds / 1000)}초`,
    ended: (probability) => `100번 중 ${Math.min(99, Math.floor(probability * 100))}번`,
  },

  load: {
    short: "키 가져오기",
    title: "개인 키나 백업 가져오기",
    field: "개인 키 파일이나 백업을 여기에 놓거나 붙여 넣으세요",
    load: "가져오기",
    passphrase: "파일의 암호",
    loadedName: "가져온 키",
    textNeeded: "파일의 내용을 붙여 넣거나, 파일을 여기에 놓거나, 골라 주세요.",
    tooLarge: "키나 백업이라고 하기에는 파일이 너무 커요.",
    already: (name) => `이미 있는 키예요. 이름: ${apart(name)}`,
  },

  people: {
    title: "사람들",
    list: "내가 편지를 쓸 수 있는 사람들",
    none: "아직 아무도 없어요. 초대장을 열거나 상대의 공개 키를 추가하세요.",
    filter: "이름으로 찾기",
    publicKey: "상대의 공개 키",
    writeTo: (name) => `${apart(name)}에게 쓰기`,
    forPractice: "연습용",
    facts: (bits) => `${bits}비트`,
    practiceFacts: (bits) => `${bits}비트, 연습용`,
    remove: "이 사람 삭제",
    removeWarning: "같은 키를 언제든 다시 추가할 수 있지만, 확인 표시와 읽은 편지의 기록은 함께 사라져요.",
    removed: (name) => `${apart(name)} 님을 삭제했어요.`,
    added: (name) => `${apart(name)} 님을 추가했어요. 이제 편지를 쓸 수 있어요.`,
    signingTaken: (name) => `${apart(name)}의 서명 키를 추가했어요.`,
  },

  names: {
    mark: (mark) => `이름에는 ${apart(mark)} 표시를 쓸 수 없어요. 이 페이지가 붙인 표시로 보일 수 있으니 빼 주세요.`,
    alike: (name, other, verified) =>
      `이 이름(${apart(name)})은 ${verified ? "확인을 마친" : "이미 있는"} 사람의 이름(${apart(other)})과 비슷해 보이지만 다른 키예요. ` +
      "새 키라는 말을 들었다면 믿기 전에 만나거나 전화로 직접 물어보세요. 헷갈리지 않게 다른 이름을 쓰세요.",
    likeYours: (name, own) =>
      `이 이름(${apart(name)})은 내 키의 이름(${apart(own)})과 비슷해 보이지만 다른 사람의 키예요. ` +
      "나로 착각하지 않게 다른 이름을 쓰세요.",
    anyway: "이 이름으로 추가",
    renameAnyway: "그래도 이 이름으로 바꾸기",
    another: (other) =>
      `이름이 비슷해 보이는 ${apart(other)} 님도 다른 키로 있어요. 쓰기 전에 안전 번호를 맞춰 보세요.`,
    yoursToo: (own) => `내 키(${apart(own)})와 이름이 비슷해 보여요.`,
    theirsToo: (other) => `‘사람들’에 있는 ${apart(other)} 님과 이름이 비슷해 보여요.`,
  },

  add: {
    another: "사람 추가",
    key: "상대의 공개 키(PEM)나 초대장을 붙여 넣거나 여기에 놓으세요",
    keyHint: "-----BEGIN PUBLIC KEY-----",
    name: "상대의 이름",
    add: "추가",
    scan: "QR 코드 스캔",
    textNeeded: "받은 공개 키를 붙여 넣거나, 파일을 여기에 놓거나, 골라 주세요.",
    tooLarge: "키라고 하기에는 파일이 너무 커요.",
    nameNeeded: "다시 찾을 수 있게 이름을 붙여 주세요.",
    nameTaken: (name, verified) =>
      `${verified ? "확인을 마친 " : ""}다른 키를 가진 ${apart(name)} 님이 이미 있어요. ` +
      "새 키라는 말을 들었다면 믿기 전에 만나거나 전화로 직접 물어보세요. " +
      "둘 다 두려면 다른 이름을 쓰고, 바꾸려면 예전 것을 먼저 삭제하세요.",
    already: (name) => `이미 있는 키예요. ${apart(name)}의 키예요.`,
    own: "내 키예요. 추가하지 않아도 나에게 편지를 쓸 수 있어요.",
    newSigning: (name) =>
      `이미 있는 ${apart(name)}의 키예요. 이 초대장에는 ${apart(name)}의 서명 키도 적혀 있어서, 편지를 정말 ${apart(name)} 님이 썼는지 알 수 있어요.`,
    otherSigning: (name) =>
      `이미 있는 ${apart(name)}의 키인데, 초대장에 적힌 서명 키가 가지고 있는 것과 달라요. 새 키라는 말을 들었다면 믿기 전에 만나거나 전화로 직접 물어보세요.`,
    markGoes: (name) => `이 서명 키는 맞춰 보지 않았으니, 받아들이면 ${apart(name)} 님을 다시 확인해야 해요.`,
    takeSigning: "이 서명 키 받아들이기",
    signingRefused:
      "잘못된 초대장이에요. 안에 있는 키가 이미 다른 사람이나 나의 키이거나, 한 키를 두 가지 일에 쓰고 있어요. 받아들이지 않았으니 " +
      "보낸 사람에게 초대장을 다시 달라고 하세요.",
  },

  scan: {
    title: "초대장 스캔",
    lead: "초대장의 QR 코드를 카메라로 비추세요. 카메라 영상은 이 브라우저를 떠나지 않아요.",
    asking: "브라우저에 카메라를 요청하고 있어요.",
    looking: "QR 코드를 찾고 있어요.",
    stop: "그만하기",
    other: "이 QR 코드에는 초대장도, 키도, 봉인된 메시지도 없어요.",
    insecure: "브라우저는 https로 온 페이지에만 카메라를 허용해요. 대신 초대 링크를 붙여 넣으세요.",
    none: "여기에는 쓸 수 있는 카메라가 없어요. 대신 초대 링크를 붙여 넣으세요.",
    refused:
      "브라우저가 카메라를 허용하지 않았어요. 브라우저 설정에서 이 페이지에 카메라를 허용하고 다시 스캔하거나, 대신 초대 링크를 붙여 넣으세요.",
    stopped:
      "카메라에서 영상이 나오지 않아요. 다른 프로그램이 카메라를 쓰고 있다면 그 프로그램을 닫고 다시 스캔하세요.",
  },

  verify: {
    ask: "확인",
    again: "확인함",
    anew: "다시 확인",
    before: (name, when) =>
      `${apart(name)} 님을 전에 확인했지만(${clock(when)}), 그 뒤로 서명 키가 추가되거나 바뀌었어요. 다시 맞춰 보세요.`,
    noSigning: (name) =>
      `안전 번호는 서명 키도 함께 써서 만드는데, ${apart(name)}의 서명 키가 없어요. ${apart(name)} 님이 편지에 서명한다면 먼저 초대장을 ` +
      "받으세요. 그러지 않으면 서로 다른 번호가 보여요.",
    noneSigns: (name) => `${apart(name)}에게는 서명 키가 없어요`,
    number: "안전 번호",
    text: (name, own) =>
      `내 키(${apart(own)})와 ${apart(name)}의 키로 만든 번호예요. 양쪽 키가 맞으면 ${apart(name)}의 ‘확인’ 화면에도 같은 번호가 보여요. 키를 받은 길이 아니라 ` +
      `전화로 또는 직접 만나서 열두 묶음을 모두 서로 읽어 주세요. 서로 다르면 가장 최근의 초대장을 주고받아 열어 보고, 그래도 다르면 ${apart(name)}의 키가 아니니 ` +
      "삭제하고 다른 길로 다시 받으세요.",
    own: "상대가 가진 내 키",
    yes: "서로 같아요",
    no: "확인 표시 삭제",
    keyNeeded: "안전 번호는 두 키로 만들어요. 먼저 내 키를 만들거나 가져오세요.",
    isVerified: "확인됨",
    isNot: "확인 전",
    keyOf: (name) => `${apart(name)}의 키 확인`,
    verifiedKeyOf: (name) => `확인함: ${apart(name)}의 키`,
    verified: (when) => `${clock(when)}에 확인함`,
    said: (name) => `${apart(name)} 님을 확인한 것으로 표시했어요.`,
    takenBack: (name) => `${apart(name)}의 확인 표시를 삭제했어요.`,
  },

  messages: {
    write: "쓰기",
    read: "읽기",
    self: (name) => `나(${apart(name)})`,
  },

  write: {
    for: "받는 사람",
    nobody: "아직 아무도 없어요. 사람을 추가하거나, 키를 만들어 나에게 편지를 쓰세요.",
    chip: (name, verified) => `${apart(name)}, ${verified ? "확인됨" : "확인 전"}`,
    field: "메시지",
    placeholder: "여기에 쓰세요.",
    draft: "쓰던 글을 내 키로 봉인해 여기에 두었어요. 이어서 쓰려면 키의 잠금을 푸세요.",
    file: "파일 첨부",
    signedBy: "서명",
    nobodySigns: "서명하지 않기",
    cannotSign: (name) => `내 키(${apart(name)})로 쓰는 편지에는 아직 서명이 들어가지 않아요.`,
    noKeySigns: "여기에는 아직 내 키가 없어서 이 편지에는 서명이 들어가지 않아요.",
    makeKey: "키 만들기",
    tooLongToSign: "서명한 편지에 담을 수 있는 글은 1 MB까지예요. 이 글은 그보다 길어요.",
    sealUnsigned: "서명 없이 봉인하기",
    already: {
      sealed: "이미 봉인된 메시지예요. 열어 볼까요?",
      privateKey: "개인 키예요. 읽은 사람은 이 키로 봉인된 것을 모두 읽을 수 있어요.",
    },
    anyway: "그래도 봉인하기",
    seal: "봉인하기",
    recipientNeeded: "아직 받을 사람이 없어요. 사람을 추가하거나, 키를 만들어 나에게 편지를 쓰세요.",
    recipientChoose: "받는 사람을 한 명 이상 고르세요.",
    textNeeded: "먼저 글을 쓰거나 파일을 고르세요.",
    count: (text, bytes) => `${amount([...text].length)}자, ${size(bytes)}`,
    countLong: (length) => `약 ${amount(length)}자`,
    sealing: (seconds) => `봉인하는 중, ${tenths(seconds)}초`,
  },

  sealed: {
    onlyOpens(names, own) {
      if (names.length === 0) return "나만 열 수 있어요";
      return own ? `${list(names)} 그리고 나만 열 수 있어요` : `${list(names)}만 열 수 있어요`;
    },
    forKeys: (names, own) => `${list(names)}의 키${own ? "와 내 키" : ""}로 봉인했어요`,
    notVerified: (names) =>
      names.length === 1
        ? `아직 확인하지 않았어요. 정말 ${apart(names[0] ?? "")}의 키인지 확실하지 않아요.`
        : `아직 확인하지 않은 사람: ${list(names)}`,
    signed: (name) =>
      `내 키(${apart(name)})로 서명했어요. 서명이 있다는 것은 누구나, 누구의 서명인지는 받는 사람만 볼 수 있어요.`,
    signedOwn: (name) => `내 키(${apart(name)})로 서명했어요.`,
    unsigned: "서명하지 않았어요.",
    inviteSigned: "내 초대장이 있는 사람만 내가 쓴 편지인지 알고 답장할 수 있어요.",
    invite: "내 초대장이 있는 사람만 답장할 수 있어요.",
    saved: (name) => `${apart(name)} 파일로 저장했어요.`,
    sizes: (before, after, own) =>
      `${size(before)}가 ${size(after)}가 됐어요. 원하는 길로 보내세요.` +
      (own
        ? ""
        : " 내 사본을 따로 남겨 두세요. 내 키로는 열리지 않고, 이 페이지를 떠나면 ‘고치기’로도 되돌릴 수 없어요."),
    sizesOwn: (before, after) =>
      `${size(before)}가 ${size(after)}가 됐어요. 어디에 두어도 좋지만, 키는 조심해서 간직하세요.`,
    field: "봉인된 메시지",
    copied: "봉인된 메시지를 복사했어요",
    link: "링크로 복사",
    linkCopied: "링크를 복사했어요",
    noLink: "링크로 만들기에는 너무 길어요. 파일로 저장하세요.",
    hand: "다른 창에 건네기",
    arrived: (name) => `${apart(name)}의 창에 도착했어요.`,
    arrivedHere: "이 브라우저의 다른 창에 도착했어요.",
    notArrived: "아직 이 브라우저의 다른 창이 받지 않았어요. 복사하거나 파일로 저장하세요.",
    edit: "고치기",
    another: "새로 쓰기",
  },

  read: {
    field: "봉인된 메시지를 붙여 넣거나 파일을 고르세요",
    placeholder: "eyJhbGciOiJSU0EtT0FFUC0yNTYi…",
    open: "열기",
    reply: "답장 쓰기",
    message: "열어 본 메시지",
    another: "다른 것 읽기",
    forSomeoneElse: (names) =>
      `${list(names)} 앞으로 봉인됐어요. ${names.length === 1 ? "그 사람의" : "그 사람들의"} 개인 키로만 열려요.`,
    fileTooLarge: "봉인된 메시지의 한도인 96 MB보다 큰 파일이에요.",
    needed: "받은 메시지를 봉인된 그대로 붙여 넣거나, 파일을 여기에 놓거나, 골라 주세요.",
    keyNeeded:
      "여기에는 아직 키가 없어요. 이 메시지를 봉인할 때 쓴 키를 가져오거나, 키를 만들어 그 키로 봉인해 달라고 하세요.",
    opening: (seconds) => `여는 중, ${tenths(seconds)}초`,
    details: "자세히",
    otherHashes:
      "보낸 프로그램이 메시지에 적힌 것과 다른 해시를 썼을 수도 있어요. Java는 따로 정하지 않으면 MGF1에 다른 해시를 써요. " +
      "그렇다면 둘 다 SHA-256으로 해서 다시 봉인해야 해요.",
  },

  letters: {
    sealedForKey: (name) => `내 키 ‘${apart(name)}’ 앞으로 봉인된 편지`,
    sealedForYou: "내 키 앞으로 봉인된 편지",
    notText: (bytes) => `글이 아니라 ${size(bytes)}짜리 파일이에요. 보려면 저장하세요.`,
    fileTitle: (name) => `파일: ${apart(name)}`,
    copied: "글을 복사했어요",
    signedBy: (name) => `${apart(name)}의 서명`,
    compared: (name, when) => `${apart(name)}의 키를 직접 맞춰 봤어요(${clock(when)}).`,
    notCompared: (name) =>
      `내가 가진 ${apart(name)}의 서명 키가 맞아요. 하지만 아직 맞춰 보지 않아서, 다른 사람의 키일 수도 있어요.`,
    comparedBefore: (name) =>
      `${apart(name)} 님을 전에 확인했지만, 그 뒤로 서명 키가 추가되거나 바뀌었어요. 다시 맞춰 보세요.`,
    own: (name) => `나의 서명(${apart(name)})`,
    ownText: "내 서명 키로 서명한 편지예요.",
    stranger: "모르는 사람의 서명",
    strangerText:
      "이 서명 키를 가진 사람이 ‘사람들’에 없어요. 서명 키는 누구나 만들 수 있으니, 편지에 어떤 이름이 적혀 있든 아무것도 증명하지 못해요. " +
      "기다리던 편지라면 쓴 사람에게 초대장을 보내 달라고 해서 여기에 붙여 넣으세요.",
    strangerInvite: "내 초대장을 함께 보내면 상대도 답장할 수 있어요.",
    unsigned: "서명 없음",
    unproven: "내 공개 키가 있는 사람이면 누구나 썼을 수 있어요.",
    unsignedAmong: (names) =>
      "내 공개 키가 있는 사람이면 누구나 썼을 수 있어요. " +
      (names.length > 2 ? `‘사람들’ 가운데 ${amount(names.length)}명은` : `${list(names)} 쪽에서는`) +
      " 편지에 서명할 수 있는데 이 편지에는 서명이 없어요. 그쪽에서 왔다는 편지라면 믿기 전에 직접 물어보세요.",
    signedAt: (when) => `보낸 사람의 말로는 ${moment(when)}에 서명했어요.`,
    ahead: (when) => `보낸 사람의 말로는 ${moment(when)}에 서명했다는데, 아직 오지 않은 때예요.`,
    fileName: "파일 이름에는 서명이 없어요.",
    repeated: (when) => `${moment(when)}에 이미 읽은 편지예요. 다시 받은 것이라면 누군가 한 번 더 보낸 거예요.`,
    conflicting: (name, when) =>
      `뭔가 잘못됐어요. 같은 번호를 가진 다른 편지를 ${moment(when)}에 읽었어요. ${apart(name)}에게 물어보세요. 서명 키가 다른 사람 손에 ` +
      "있을 수 있어요.",
    forgotten: "여기서 기억하는 편지보다 오래된 편지라서, 이미 읽었는지 알 수 없어요.",
    otherKey: (name) =>
      `편지를 쓴 사람의 암호화 키가 내가 가진 ${apart(name)}의 키와 달라요. 누군가 초대장의 키를 바꿨을 수 있으니, 답장하기 전에 ${apart(name)}에게 ` +
      "물어보세요.",
  },

  files: {
    attached: (count, bytes) =>
      `파일 ${amount(count)}개, ${size(bytes)}. 파일 이름도 함께 봉인돼요. 전체 길이는 봉인해도 보여요.`,
    list: "첨부한 파일",
    remove: "빼기",
    removeFile: (name) => `${apart(name)} 빼기`,
    unreadable: "폴더나 이 브라우저가 읽을 수 없는 파일은 뺐어요.",
    tooMany: "편지 하나에 파일을 1,000개까지 담을 수 있어요.",
    tooLarge: "편지 하나에 담는 파일은 모두 합해 1 TiB까지예요.",
    reading: (bytes, total, seconds) => `1/2단계: 읽는 중, ${size(total)} 가운데 ${size(bytes)}${left(seconds)}`,
    sealing: (bytes, total, seconds) => `2/2단계: 봉인하는 중, ${size(total)} 가운데 ${size(bytes)}${left(seconds)}`,
    signed: (name) => `내 키(${apart(name)})로 글과 파일에 서명했어요. 서명했다는 것은 받는 사람만 볼 수 있어요.`,
    letterSaved: (name) =>
      `${apart(name)}에 저장했어요. 링크에는 담을 수 없으니 이 파일을 그대로 보내세요. 받는 사람은 ‘읽기’에서 열어요.`,
    changed: "읽는 동안 바뀌거나 옮겨진 파일이 있어요. 그 파일을 빼고 다시 첨부해 주세요.",
    noRoom: "이만한 크기의 파일을 둘 공간이 없어요. 디스크에 공간을 마련한 뒤 다시 해 보세요.",
    found: (count, bytes) => `파일 ${amount(count)}개, ${size(bytes)}`,
    opened: "편지에 든 파일",
    waiting: "오는 중",
    checked: "확인함",
    unchecked: "확인 안 됨",
    saved: "저장함",
    checking: (bytes, total, seconds) => `파일을 확인하는 중, ${size(total)} 가운데 ${size(bytes)}${left(seconds)}`,
    stopped: "다 확인하기 전에 멈췄어요. 파일을 받으려면 편지를 다시 여세요.",
    damaged:
      "파일이 봉인할 때와 달라요. 일부가 바뀌었거나 빠져서, 여기서는 하나도 저장할 수 없어요. 편지를 다시 보내 달라고 하세요.",
    notSigned: "편지를 쓴 사람이 서명한 파일과 달라요. 여기서는 하나도 저장할 수 없어요. 쓴 사람에게 물어보세요.",
    saving: (bytes, total, seconds) => `저장하는 중, ${size(total)} 가운데 ${size(bytes)}${left(seconds)}`,
    save: "저장",
    saveFile: (name) => `${apart(name)} 저장`,
    saveAll: "모두 ZIP으로 저장",
    savedAs: (name) => `${apart(name)} 파일을 저장했어요.`,
  },

  found: {
    sealed: "봉인된 메시지예요. ‘읽기’에서 열 수 있어요.",
    publicKey: "공개 키예요. ‘사람들’에 추가할 수 있어요.",
    privateKey: "개인 키예요. 내 키로 가져오고, 누구에게도 주지 마세요.",
    certificate: "인증서예요. 안에 든 공개 키를 ‘사람들’에 추가할 수 있어요.",
    invitation: "초대장이에요. ‘사람들’에 추가할 수 있어요.",
    ciphertext: "봉인된 메시지가 아니라 RSA-OAEP 암호문이에요. ‘RSA 작업대’에서 복호화할 수 있어요.",
    takeToRead: "‘읽기’로 옮기기",
    takeToPeople: "‘사람들’로 옮기기",
    takeToYou: "내 키로 가져오기",
    takeToDetails: "‘RSA 작업대’로 옮기기",
  },

  arrival: {
    invitation: "링크로 초대장이 왔어요",
    writeTo: (name) => (name ? `${apart(name)}에게 쓰기` : "초대장을 보낸 사람에게 쓰기"),
    otherKey: (name, verified) => `${verified ? "확인해 둔" : "가지고 있는"} ${apart(name)}의 키와 다른 키예요`,
    yourName: (own) => `내 키(${apart(own)})와 이름이 비슷하지만, 내 키가 아니에요`,
    invitationText: (name) =>
      (name ? `초대장에 적힌 이름: ‘${apart(name)}’. ` : "") +
      "링크에는 아무 이름이나 적을 수 있으니, 이름은 보낸 사람의 말일 뿐이에요. 이 사람에게 보낼 메시지를 봉인하거나, 추가하는 버튼을 눌러야 추가돼요.",
    newSigning: (name) => `링크로 ${apart(name)}의 서명 키가 왔어요`,
    otherSigning: (name) => `가지고 있는 ${apart(name)}의 서명 키와 다른 키예요`,
    invitationOwn: "내 키의 초대장이에요. 다른 사람에게 보내세요. 여기에 추가할 것은 없어요.",
    invitationKnown: (name) => `이미 있는 키예요. ${apart(name)}의 키예요.`,
    add: "사람들에 추가",
    message: "링크로 봉인된 메시지가 왔어요",
    messageLive: "다른 창에서 봉인된 메시지가 왔어요",
    forKey: (name) => `내 키 ‘${apart(name)}’ 앞으로 봉인됐어요. 내가 정하기 전에는 열지 않아요.`,
    forOther: (names) => `${list(names)} 앞으로 봉인됐고, 내 키로 봉인된 것이 아니에요. 여기서는 열 수 없어요.`,
    forUnknown: "여기에 없는 키로 봉인됐어요. 나에게 온 것이 맞다면 그 키를 가져오세요. 그러면 열려요.",
    forUnnamed: "여기서 알아볼 수 있는 키 이름이 없어서, 내 키로 열릴 수도 있어요. 내가 정하기 전에는 열지 않아요.",
    file: (name) => `파일이 들어 있어요. 보낸 사람이 붙인 이름: ‘${apart(name)}’`,
    open: "열어 보기",
    understood: "카드 닫기",
    broken: "링크가 왔지만 손상됐거나 잘렸어요",
    brokenText: "긴 링크를 줄이는 프로그램 때문에 일부가 빠졌을 수 있어요. 글이나 파일로 다시 보내 달라고 하세요.",
  },

  practice: {
    start: "먼저 민지와 연습하기",
    name: "민지",
    windowTitle: "sealpost: 연습용 민지",
    title: "연습",
    bobTitle: "여기서는 내가 민지예요",
    blocked: "브라우저가 두 번째 창을 막았어요. 이 페이지의 팝업을 허용하고 연습을 다시 시작하세요.",
    preparing: "민지가 키를 만들고 있어요. 공개 키만 민지의 창에서 나가요.",
    write: "민지에게 한 줄 쓰고 ‘봉인하기’를 누르세요.",
    hand: "‘다른 창에 건네기’를 누르세요. 봉인된 글만 건너가요.",
    open: "민지의 창에서 ‘열어 보기’를 누르세요.",
    done: "민지가 읽었어요. 오가는 길에서는 봉인된 글만 보였을 거예요.",
    gone: "민지의 창이 닫혀서 민지의 키도 사라졌어요.",
    again: "다시 열기",
    goToBob: "민지의 창으로 가기",
    goBack: "내 창으로 돌아가기",
    end: "연습 끝내기",
    close: "이 창 닫기",
    bobWait: "민지의 개인 키는 이 창에만 있어요. 내 창으로 돌아가 민지에게 한 줄 쓰고 봉인하세요.",
    bobOpen: "봉인된 메시지가 왔어요. ‘열어 보기’를 누르세요.",
    bobDone: "이 창에만 있는 민지의 개인 키로 열었어요.",
    ended: "연습이 끝났어요. 민지와 민지의 키는 사라졌어요.",
  },

  wire: {
    title: "이 브라우저에서 나간 것",
    lead:
      "페이지는 스스로 아무것도 보내지 않아요. 자기 파일만 받고 더 요청하지 않아요. 아래에는 내가 복사하거나 저장하거나 공유하거나 " +
      "건넨 것이 있어요. 목록은 메모리에만 있어서 방문할 때마다 새로 시작해요.",
    empty: (since) => `${clock(since)} 이후로 나간 것이 없어요.`,
    left: (n, since) =>
      n === 0
        ? `${clock(since)} 이후 이 브라우저에서 나간 것 없음`
        : `${clock(since)} 이후 이 브라우저에서 나간 것 ${amount(n)}개`,
    requests(all, later, foreign) {
      const since = later === 0 ? "없음" : `${amount(later)}번`;
      const own = foreign === 0 ? "모두 자기 파일" : `그중 ${amount(foreign)}번은 자기 파일이 아님`;
      return `요청 ${amount(all)}번, ${own}; 페이지를 연 뒤로는 ${since}`;
    },
    loading: "자기 파일을 받고 있어요",
    requestList: "브라우저가 기록한, 서버로 간 요청",
    request: (where, path) => `${where}: ${path}`,
    page: "페이지",
    worker: "워커",
    serviceWorker: "서비스 워커",
    publicKey: (name) => `${apart(name)}의 공개 키`,
    backup: "키와 사람들의 암호화된 백업",
    shared: "공유함",
    invitation: (name) => `${apart(name)}의 초대장`,
    privateKey: (name) => `${apart(name)}의 개인 키, 보호되지 않음`,
    encryptedKey: (name) => `${apart(name)}의 개인 키, 암호로 보호됨`,
    sealed: (names) => `${list(names)} 앞으로 봉인한 메시지`,
    ciphertext: (name) => `${apart(name)} 앞으로 만든 OAEP 암호문`,
    signature: "서명",
    code: "다룰 내용이 들어 있는 코드",
    plaintext: "열어 본 메시지의 내용",
    copied: "복사함",
    copiedLink: "링크로 복사함",
    saved: "파일로 저장함",
    handed: "다른 창에 건넴",
    notShown: "저장하거나 복사한 내용이 비밀이라서 여기에 다시 보여 주지 않아요.",
  },

  honest: {
    title: "지키는 것과 지키지 못하는 것",
    does: "지키는 것",
    doesNot: "지키지 못하는 것",
    reader:
      "내가 쓴 글을 오가는 길의 누구도 읽지 못해요. 메일로 가든 채팅으로 가든 냉장고에 붙여 두든, " +
      "받는 사람의 개인 키로만 열려요.",
    stays:
      "개인 키는 이 브라우저를 떠나지 않아요. 키가 있는 부분은 암호문과 글만 내놓고 키는 내놓지 않아요. " +
      "내가 직접 백업할 때만 나와요.",
    changed: "봉인된 글을 몰래 바꿀 수 없어요. 오는 길에 글이 바뀌었다면 열리지 않아요.",
    offline:
      "이 페이지를 만든 우리에게서도 사생활을 지켜요. 계정도 쿠키도 방문 집계도 없어요. 맨 아래 줄이 브라우저가 기록한 요청을 모두 세어 보여 줘요.",
    signed:
      "서명한 편지를 누가 썼는지 받는 사람에게만 알려 줘요. 보낸 사람과 안전 번호를 맞춰 봤을 때 믿을 수 있어요. 받은 사람이 편지를 옮겨도 " +
      "처음부터 다른 사람에게 쓴 편지처럼 꾸밀 수 없어요.",
    sender:
      "서명이 없거나 서명한 사람과 키를 맞춰 보지 않았다면, 누가 보냈는지 보증하지 못해요. 누구나 키를 만들어 아무 이름이나 붙일 수 있어요.",
    denial:
      "서명은 나중에 무를 수 없어요. 서명한 편지를 받은 사람이 다른 사람에게 보여 줄 수도 있어요. 날짜는 보낸 사람의 시계가 말하는 대로예요.",
    forward:
      "키를 잃으면 예전 메시지도 지키지 못해요. 개인 키를 얻은 사람은 그 키로 봉인된 모든 것을 열 수 있어요. " +
      "순방향 비밀성이 없어요.",
    quantum: "큰 양자 컴퓨터를 막지 못해요. 그런 컴퓨터가 나오면 RSA는 무너지고, 그때까지 모아 둔 메시지도 열려요.",
    host: "이 페이지를 제공하는 쪽을 막지 못해요. 내일 다른 페이지를 보내 줄 수도 있어요. 사본을 직접 보관하거나 믿는 사람에게서 받으세요.",
    device:
      "암호 없는 키는 브라우저 프로필을 복사해 간 사람에게서 지키지 못해요. 다른 사이트는 닿지 못하지만 보호 없이 저장돼 있어서, 프로필을 복사하거나 " +
      "암호화하지 않은 디스크를 훔친 사람은 키도 갖게 돼요.",
    malware:
      "기기 자체를 노리는 공격을 막지 못해요. 악성 프로그램이나 이 페이지를 읽을 수 있는 브라우저 확장 프로그램은 내가 쓰고 읽는 것을 보고, 잠겨 있지 않은 키를 쓸 수 있어요.",
    visible:
      "메시지의 길이, 어느 키 앞으로 갔는지, 서명이 있는지, 보낸 사람도 열 수 있는지는 오가는 길에서 누구나 볼 수 있어요. " +
      "파일을 담은 편지에서는 길이와 열 수 있는 사람의 수가, 그리고 받는 사람의 공개 키가 있으면 그 사람 앞으로 가는 것인지가 보여요.",
  },

  elsewhere: {
    title: "다른 곳에서 복호화하기",
    lead: "바로 이 암호문을 여는 코드예요. 개인 키를 private-key.pem으로 옆에 두고, 첫 줄에 적힌 것을 설치하세요.",
    with: "도구",
    code: "코드",
    copied: "코드를 복사했어요",
    none: "이 도구만으로는 할 수 없어요. 다른 것을 고르세요.",
  },

  oaep: {
    title: "RSA 작업대",
    settings: "OAEP 설정, 양쪽이 같아야 해요",
    hash: "해시",
    mgf: "MGF1 해시",
    sameHash: "해시와 같음",
    sha1: "PyCryptodome은 hashAlgo를 정하지 않으면 SHA‑1을 써요.",
    label: "레이블(보통 비워 둠)",
    encrypt: "암호화",
    decrypt: "복호화",
    to: "쓸 공개 키",
    with: "쓸 개인 키",
    plaintext: "평문",
    plaintextHex: "평문(글이 아니라서 16진수)",
    ciphertext: "암호문(base64)",
    ciphertextIn: "암호문(base64 또는 16진수)",
    keyNeededToEncrypt: "아직 공개 키가 없어요. 먼저 만들거나 가져오세요.",
    keyNeededToDecrypt: "아직 개인 키가 없어요. 먼저 만들거나 가져오세요.",
    fits: (used, max) =>
      used <= max
        ? `${amount(max)}바이트 중 ${amount(used)}바이트, ${amount(max - used)}바이트 남음`
        : `${amount(max)}바이트 중 ${amount(used)}바이트, ${amount(used - max)}바이트 넘침`,
    length: (used, expected) => `${amount(expected)}바이트 중 ${amount(used)}바이트`,
    notBase64: "base64도 16진수도 아니에요. 암호문을 전부 다시 복사해 주세요.",
    encrypted: "암호화했어요.",
    decrypted: "복호화했어요.",
    diagnose: "맞는 설정 찾아보기",
    diagnosed: (hash, mgfHash) =>
      `보낸 쪽이 ${hash}${mgfHash === hash ? "" : `, MGF1 해시 ${mgfHash}`} 설정을 썼어요. ` +
      "위의 설정을 맞춰 두었으니 ‘복호화’를 누르세요.",
    undiagnosed: "해시 49쌍 가운데 맞는 것이 없어요. 다른 키로 만들었거나, 레이블이 다르거나, 암호문이 바뀌었어요.",
  },

  workbench: {
    lead:
      "RSA를 한 단계씩, 쓰고 버리는 키나 내 키로 해 봐요. 단계마다 다른 소프트웨어에서 같은 일을 하는 코드가 있고, " +
      "그 코드에는 지금 쓰는 키와 암호문이 그대로 들어 있어요.",
    titles: {
      generate: "만들기",
      export: "내보내기",
      import: "가져오기",
      encrypt: "암호화",
      decrypt: "복호화",
      sign: "서명",
      verify: "서명 확인",
    },
    next: (title) => `다음: ${title}`,
    groups: { throwaway: "여기에만 있는 키", people: "사람들", yourself: "내 키" },
    names: {
      throwaway: (n) => `쓰고 버리는 키 ${n}`,
      imported: (n) => `공개 키 ${n}`,
    },
    bits: "모듈러스의 비트 수",
    throwaway: "쓰고 버리는 키예요. 이 탭의 메모리에만 있고, 저장되지 않으며, 새로 고치면 사라져요.",
    generate: "키 만들기",
    searching: (seconds) => `소수 두 개를 찾는 중, ${tenths(seconds)}초`,
    made: (name, bits, seconds) => `${apart(name)}: ${bits}비트 키 쌍을 ${tenths(seconds)}초 만에 만들었어요.`,
    pair: (bits, fingerprint) => `RSA, ${bits}비트, ${fingerprint}`,
    keep: "내 키로 간직하기",
    kept: (name, isHalf, isStored) =>
      `이제 내 키 가운데 하나이고, ${isStored ? "이 브라우저에 저장됐어요" : "이 탭을 닫으면 사라져요"}: ${apart(name)}` +
      (isHalf ? ". 여기에서 쓰던 서명 키는 저장하지 않았어요." : ""),
    key: "키",
    format: "형식",
    publicHalf: "공개 키",
    privateHalf: "개인 키",
    formats: {
      spki: "공개 키, PEM(SPKI)",
      "pkcs1-public": "공개 키, PEM(PKCS #1)",
      openssh: "공개 키, OpenSSH",
      "jwk-public": "공개 키, JWK",
      pkcs8: "개인 키, PEM(PKCS #8)",
      pkcs1: "개인 키, PEM(PKCS #1)",
      jwk: "개인 키, JWK",
      verifying: "서명 확인 키, PEM(SPKI)",
      signing: "서명 키, PEM(PKCS #8)",
    },
    passphrase: "암호(없어도 돼요)",
    clear: "이 글을 가진 사람은 개인 키를 가진 것과 같아요. 연습에는 내 키를 쓰지 마세요.",
    export: "내보내기",
    exported: "내보냈어요.",
    exportPrivate: "개인 키도 내보내기",
    importField: "공개 키나 개인 키. PEM, OpenSSH, JWK는 글로, DER은 파일로",
    import: "가져오기",
    imported: (name, bits, isPublic) =>
      `${apart(name)}: ${bits}비트 ${isPublic ? "공개 키예요." : "개인 키와 그 공개 키예요."}`,
    sameKey: (name, bits, isPublic) => `같은 키예요: ${apart(name)}의 ${isPublic ? "공개 키" : "개인 키"}, ${bits}비트`,
    noKey: "아직 키가 없어요",
    code: "이 단계를 Python, Node.js 등으로",
    copyCode: "코드 복사",
    withFile:
      "private-key.pem을 읽는 코드예요. 1단계의 코드가 이 파일을 만들고, ‘내보내기’ 단계에서도 저장할 수 있어요.",
    withSigningKey: "signing-key.pem을 읽는 코드예요. ‘내보내기’ 단계에서 이 파일을 저장하세요.",
    pss: "PSS 설정, 양쪽이 같아야 해요",
    salt: "솔트(바이트)",
    signWith: "서명할 키",
    message: "메시지",
    onePurpose: "RSA 키 하나는 한 가지 일에만 써요. 쓰고 버리는 키는 처음 서명할 때 서명 키를 따로 만들어요.",
    ownSigning: (name) =>
      `내 키 ${apart(name)}에는 아직 서명 키가 없어요. 서명 키를 추가하면 이 키로 쓰는 편지에 서명이 들어가고, 초대장에도 서명 키가 적혀요.`,
    sign: "서명하기",
    makingSigningKey: (seconds) => `서명 키를 만드는 중, ${tenths(seconds)}초`,
    signed: "서명했어요.",
    signature: "서명(base64)",
    signatureIn: "서명(base64 또는 16진수)",
    verifyWith: "서명 확인 키, PEM 또는 JWK",
    verify: "서명 확인하기",
    valid: "맞아요. 이 키가 바로 이 메시지에 서명했어요.",
    notValid: "맞지 않아요. 메시지, 키, 해시, 솔트 가운데 하나가 서명할 때와 달라요.",
    saltWrong: "솔트는 32처럼 바이트 수로 적어 주세요.",
    signatureNeeded: "서명을 base64나 16진수로 붙여 넣으세요.",
    nothing: {
      export: "먼저 키를 만들거나 가져오세요.",
      import: "먼저 키를 만들거나 여기에서 가져오세요.",
      encrypt: "먼저 키를 만들거나 가져오세요.",
      decrypt: "먼저 무언가를 암호화하거나 암호문을 붙여 넣으세요.",
      sign: "먼저 키를 만들거나 가져오세요.",
      verify: "먼저 서명하거나 서명을 붙여 넣으세요.",
    },
  },

  update: {
    ready: "페이지의 새 버전이 있어요. 버튼을 누르거나 이 페이지의 탭을 모두 닫으면 새 버전을 써요.",
    use: "지금 새로 고치기",
    offline: "네트워크 없이도 작동",
  },
};
