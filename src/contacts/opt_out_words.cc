#include "contacts/opt_out_words.h"

#include <array>

namespace dunlin::contacts {
namespace {

using Word = std::string_view;

constexpr Word kEnStop[] = {"stop",
                            "stop all",
                            "stopall",
                            "unsubscribe",
                            "unsubscribe me",
                            "quit",
                            "end",
                            "revoke",
                            "cancel",
                            "opt out",
                            "optout",
                            "opt-out",
                            "stop messaging me",
                            "stop messages",
                            "please stop",
                            "stop please",
                            "remove me",
                            "no more messages",
                            "leave me alone"};
constexpr Word kEnStart[] = {"start", "unstop", "resume", "subscribe", "opt in", "optin", "opt-in"};
constexpr Word kFaStop[] = {
    "لغو",         "لغو۱۱",         "لغو ۱۱",          "توقف",           "لغو عضویت",
    "لغو اشتراک",  "بس کن",         "بس کنید",         "پیام نده",       "پیام ندهید",
    "پیام ندید",   "دیگه پیام نده", "دیگر پیام ندهید", "دیگه پیام ندید", "ارسال نکن",
    "ارسال نکنید", "استپ",          "مزاحم نشو",       "مزاحم نشوید"};
constexpr Word kFaStart[] = {"شروع", "شروع دوباره", "شروع مجدد", "عضویت", "استارت"};
constexpr Word kArStop[] = {"إيقاف",   "أوقف",       "أوقفوا",         "توقف",         "توقفوا",
                            "قف",      "إلغاء",      "إلغاء الاشتراك", "الغ الاشتراك", "كفى",
                            "لا ترسل", "لا تراسلني", "لا ترسلوا",      "ستوب"};
constexpr Word kArStart[] = {"ابدأ", "بدء", "اشتراك", "اشترك", "استئناف"};
constexpr Word kTrStop[] = {"dur",
                            "durdur",
                            "durdurun",
                            "iptal",
                            "ret",
                            "çık",
                            "çıkış",
                            "abonelikten çık",
                            "aboneliği iptal et",
                            "mesaj atma",
                            "mesaj atmayın",
                            "bana yazma",
                            "istemiyorum"};
constexpr Word kTrStart[] = {"başla", "baslat", "başlat", "devam et", "abone ol"};
constexpr Word kDeStop[] = {
    "stopp",          "stoppen",       "abmelden",  "abbestellen", "aufhören",
    "hör auf",        "hören sie auf", "austragen", "kündigen",    "keine nachrichten mehr",
    "bitte aufhören", "schluss"};
constexpr Word kDeStart[] = {"starten", "anmelden", "fortsetzen", "abonnieren"};
constexpr Word kFrStop[] = {
    "arrêt",          "arret",          "arrête",        "arrêter",
    "arreter",        "arrêtez",        "arretez",       "désabonner",
    "desabonner",     "désabonnement",  "me désabonner", "désinscrire",
    "désinscription", "desinscription", "résilier",      "plus de messages"};
constexpr Word kFrStart[] = {"démarrer",  "demarrer",  "commencer",
                             "reprendre", "s'abonner", "abonner"};
constexpr Word kEsStop[] = {"baja",
                            "alto",
                            "parar",
                            "para",
                            "pare",
                            "basta",
                            "detener",
                            "detente",
                            "detente ya",
                            "cancelar",
                            "cancelar suscripción",
                            "cancelar suscripcion",
                            "darme de baja",
                            "no más mensajes",
                            "no mas mensajes",
                            "no me escribas",
                            "no me escriban",
                            "salir"};
constexpr Word kEsStart[] = {"alta", "iniciar", "comenzar", "reanudar", "suscribir", "suscribirme"};
constexpr Word kPtStop[] = {"parar",
                            "pare",
                            "para",
                            "sair",
                            "cancelar",
                            "cancelar inscrição",
                            "cancelar inscricao",
                            "descadastrar",
                            "descadastre",
                            "remover",
                            "me remova",
                            "chega",
                            "não me envie mais mensagens",
                            "nao me envie mais mensagens"};
constexpr Word kPtStart[] = {"iniciar", "começar", "comecar", "voltar", "retomar", "assinar"};
constexpr Word kItStop[] = {"basta",
                            "ferma",
                            "fermati",
                            "smetti",
                            "smettila",
                            "annulla",
                            "annulla iscrizione",
                            "disiscrivi",
                            "disiscrivimi",
                            "disiscriviti",
                            "cancellami",
                            "non scrivermi più"};
constexpr Word kItStart[] = {"inizia", "iniziare", "riprendi", "riprendere", "iscrivimi"};
constexpr Word kNlStop[] = {"stoppen",  "afmelden", "uitschrijven",
                            "opzeggen", "hou op",   "geen berichten meer"};
constexpr Word kNlStart[] = {"starten", "aanmelden", "hervatten"};
constexpr Word kPlStop[] = {"wypisz",   "wypisz mnie", "rezygnuję", "rezygnuje",       "przestań",
                            "przestan", "koniec",      "anuluj",    "nie pisz do mnie"};
constexpr Word kPlStart[] = {"zacznij", "wznów", "wznow", "zapisz"};
constexpr Word kRuStop[] = {"стоп",          "отписаться", "отписка",       "отпишите",
                            "отпишите меня", "прекратить", "прекратите",    "хватит",
                            "отмена",        "не пишите",  "не пишите мне", "не пиши мне",
                            "остановить"};
constexpr Word kRuStart[] = {"старт", "начать", "подписаться", "возобновить"};
constexpr Word kUkStop[] = {"відписатися", "відписатись", "відпишіть мене", "припиніть",
                            "досить",      "не пишіть",   "не пишіть мені", "скасувати"};
constexpr Word kUkStart[] = {"почати", "підписатися", "підписатись", "відновити"};
constexpr Word kHiStop[] = {"रुको",   "रुकें",      "रोको", "रोकें",        "बंद",        "बंद करो",
                            "बंद करें", "बन्द करो", "स्टॉप", "मैसेज मत करो", "संदेश मत भेजो"};
constexpr Word kHiStart[] = {"शुरू", "शुरू करो", "शुरू करें", "स्टार्ट"};
constexpr Word kUrStop[] = {"بند کرو", "بند کریں",       "روکو",           "روکیں",
                            "رکو",     "پیغام مت بھیجو", "پیغام نہ بھیجیں"};
constexpr Word kUrStart[] = {"شروع کرو", "شروع کریں"};
constexpr Word kBnStop[] = {"বন্ধ", "বন্ধ করুন", "বন্ধ করো", "থামুন", "থামো", "স্টপ"};
constexpr Word kBnStart[] = {"শুরু", "শুরু করুন"};
constexpr Word kIdStop[] = {"berhenti",
                            "henti",
                            "hentikan",
                            "setop",
                            "batal",
                            "batalkan",
                            "berhenti berlangganan",
                            "jangan kirim pesan",
                            "jangan hubungi saya",
                            "keluar"};
constexpr Word kIdStart[] = {"mulai", "mula", "lanjut", "langganan"};
constexpr Word kHeStop[] = {"הסר",    "הסרה", "עצור", "הפסק",      "הפסיקו",
                            "תפסיקו", "די",   "סטופ", "הסירו אותי"};
constexpr Word kHeStart[] = {"התחל", "הצטרף", "חדש"};
constexpr Word kJaStop[] = {"停止",   "配信停止",       "解除",    "登録解除",
                            "やめて", "やめてください", "ストップ"};
constexpr Word kJaStart[] = {"開始", "再開", "スタート"};
constexpr Word kKoStop[] = {"중지",     "그만",      "그만하세요", "수신거부", "수신 거부",
                            "구독취소", "구독 취소", "해지",       "스톱"};
constexpr Word kKoStart[] = {"시작", "재개", "구독"};
constexpr Word kZhStop[] = {"停止",     "停",         "退订",     "退訂",      "取消订阅",
                            "取消訂閱", "不要再发了", "别再发了", "不要再發了"};
constexpr Word kZhStart[] = {"开始", "開始", "恢复", "恢復", "订阅", "訂閱"};
constexpr Word kViStop[] = {"dừng", "dừng lại",    "ngừng",        "hủy",
                            "huỷ",  "hủy đăng ký", "đừng nhắn nữa"};
constexpr Word kViStart[] = {"bắt đầu", "tiếp tục", "đăng ký"};
constexpr Word kThStop[] = {"หยุด", "ยกเลิก", "ยกเลิกการสมัคร", "เลิกส่ง", "หยุดส่ง"};
constexpr Word kThStart[] = {"เริ่ม", "สมัคร"};
constexpr Word kSvStop[] = {"stopp",  "sluta",   "avsluta", "avregistrera", "avprenumerera",
                            "afmeld", "meld av", "lopeta",  "peruuta"};
constexpr Word kSvStart[] = {"starta", "börja", "aloita"};
constexpr Word kElStop[] = {"σταμάτα", "σταματα",  "σταματήστε", "σταματηστε", "διακοπή",
                            "διακοπη", "διαγραφή", "διαγραφη",   "στοπ"};
constexpr Word kElStart[] = {"έναρξη", "εναρξη", "αρχή"};
constexpr Word kRoStop[] = {"oprește",    "opreste",     "opriți", "opriti",
                            "dezabonare", "dezabonează", "anulare"};
constexpr Word kRoStart[] = {"începe", "incepe", "abonare"};
constexpr Word kTlStop[] = {"tigil", "itigil", "tumigil", "huminto", "tama na"};
constexpr Word kTlStart[] = {"simulan", "magsimula"};

constexpr std::array kLanguages{
    OptOutLanguage{"en", kEnStop, kEnStart}, OptOutLanguage{"fa", kFaStop, kFaStart},
    OptOutLanguage{"ar", kArStop, kArStart}, OptOutLanguage{"tr", kTrStop, kTrStart},
    OptOutLanguage{"de", kDeStop, kDeStart}, OptOutLanguage{"fr", kFrStop, kFrStart},
    OptOutLanguage{"es", kEsStop, kEsStart}, OptOutLanguage{"pt", kPtStop, kPtStart},
    OptOutLanguage{"it", kItStop, kItStart}, OptOutLanguage{"nl", kNlStop, kNlStart},
    OptOutLanguage{"pl", kPlStop, kPlStart}, OptOutLanguage{"ru", kRuStop, kRuStart},
    OptOutLanguage{"uk", kUkStop, kUkStart}, OptOutLanguage{"hi", kHiStop, kHiStart},
    OptOutLanguage{"ur", kUrStop, kUrStart}, OptOutLanguage{"bn", kBnStop, kBnStart},
    OptOutLanguage{"id", kIdStop, kIdStart}, OptOutLanguage{"he", kHeStop, kHeStart},
    OptOutLanguage{"ja", kJaStop, kJaStart}, OptOutLanguage{"ko", kKoStop, kKoStart},
    OptOutLanguage{"zh", kZhStop, kZhStart}, OptOutLanguage{"vi", kViStop, kViStart},
    OptOutLanguage{"th", kThStop, kThStart}, OptOutLanguage{"sv", kSvStop, kSvStart},
    OptOutLanguage{"el", kElStop, kElStart}, OptOutLanguage{"ro", kRoStop, kRoStart},
    OptOutLanguage{"tl", kTlStop, kTlStart},
};

}  // namespace

std::span<const OptOutLanguage> shipped_opt_out_words() {
  return kLanguages;
}

}  // namespace dunlin::contacts
