#include <algorithm>
#include <array>

#include "base/check.h"
#include "why/why.h"

namespace dunlin::why {
namespace {

constexpr std::array kSentences = {
    Sentence{"arrival.received", Stage::arrival, "The message arrived for @{account}."},
    Sentence{"arrival.own_message", Stage::arrival,
             "Dunlin sent it: nothing answers the business's own messages."},
    Sentence{"arrival.echo", Stage::arrival,
             "It was written in the Instagram app or by another tool: nothing answers the "
             "business's own messages."},
    Sentence{"arrival.unsent", Stage::arrival,
             "It was taken back before it came: nothing of it is kept, nothing is answered."},
    Sentence{"arrival.too_old", Stage::arrival,
             "It was over 24 hours old when it came, so it was stored only.",
             "Answer it yourself if the window allows."},
    Sentence{"arrival.not_controlled", Stage::arrival,
             "Another app controls this conversation, or the account wrote to itself: it was "
             "stored only.",
             "See in Instagram's settings which app receives messages first."},
    Sentence{"arrival.unknown_kind", Stage::arrival,
             "It is of a kind that this version does not know: kept as it came."},
    Sentence{"arrival.no_record", Stage::arrival,
             "What was decided about it is not recorded: it came with a backup, or its record was "
             "erased."},
    Sentence{"arrival.nobody", Stage::arrival,
             "Nobody is known as @{username}: no message of theirs has come, or their name is not "
             "known yet.",
             "Look in the activity at the time when they wrote. If it is not there, it has not "
             "reached this server."},
    Sentence{"arrival.nothing", Stage::arrival, "@{username} has not written anything yet.",
             "Look in the activity at the time when they wrote. If it is not there, it has not "
             "reached this server."},
    Sentence{"arrival.nothing_here", Stage::arrival,
             "In this conversation the person has not written anything yet.",
             "Look in the activity at the time when they wrote. If it is not there, it has not "
             "reached this server."},
    Sentence{"arrival.parked", Stage::arrival,
             "Some events could not be processed and wait to be replayed: {count}.",
             "Look at the parked events, mend the cause and replay them."},
    Sentence{"arrival.account_silent", Stage::arrival,
             "Nothing has come for @{account} since {since}.",
             "Check in Meta's app that the webhook is set up and the account subscribed to "
             "messages."},
    Sentence{"arrival.account_never_heard", Stage::arrival, "Nothing has ever come for @{account}.",
             "Check in Meta's app that the webhook is set up and the account subscribed to "
             "messages."},

    Sentence{"owner.automation", Stage::owner, "Automation had the conversation then."},
    Sentence{"owner.person", Stage::owner,
             "A person handled the conversation then, so automation stayed silent.",
             "Answer it, or hand the conversation back to automation."},
    Sentence{"owner.person_now", Stage::owner,
             "A person handles the conversation now, so automation stays silent.",
             "Hand it back to automation when you are done with it."},

    Sentence{"consent.free", Stage::consent, "The person had not asked to be left alone."},
    Sentence{"consent.opted_out", Stage::consent,
             "This person had asked not to be written to, so nothing was answered.",
             "They come back by writing START."},
    Sentence{"consent.stop", Stage::consent,
             "The message itself was a STOP: it was recorded, and rules do not answer it."},
    Sentence{"consent.start", Stage::consent,
             "The message itself was a START: it was recorded, and rules do not answer it."},

    Sentence{"rules.fired", Stage::rules, "The rule \"{rule_name}\" fired."},
    Sentence{"rules.lost", Stage::rules, "The rule \"{rule_name}\" did not fire: {reason}."},
    Sentence{"rules.none", Stage::rules, "No rule fired.",
             "Change a rule so that it fits, or add one for what no rule answers."},
    Sentence{"rules.more", Stage::rules,
             "Only the 20 rules that came nearest are named; others did not fire either.",
             "Try the message on the rules' page to see all."},
    Sentence{"rules.no_send", Stage::rules, "What fired has no answer among its actions.",
             "Add a reply to the rule if one is wished."},
    Sentence{"rules.changed_since", Stage::rules,
             "The rules were changed since: the same message could be decided otherwise now.",
             "Try it on the rules' page."},

    Sentence{"switch.installation", Stage::switches, "All sending is paused on this installation.",
             "Whoever runs the server resumes it."},
    Sentence{"switch.workspace", Stage::switches, "Automation is paused in this workspace.",
             "Resume it in the workspace's settings."},
    Sentence{"switch.account", Stage::switches, "Automation is paused for this account.",
             "Resume it in the account's settings."},
    Sentence{"switch.account_paused", Stage::switches, "The account is paused. {reason}",
             "Look at the reason, then connect the account again."},
    Sentence{"switch.disconnected", Stage::switches,
             "Instagram does not accept the account's token any more.",
             "Connect the account again; what waits leaves then."},
    Sentence{"switch.account_gone", Stage::switches,
             "The account was disconnected from this workspace: nothing comes in and nothing "
             "leaves.",
             "Connect it again in the settings if it is to go on."},
    Sentence{"switch.told_to_wait", Stage::switches,
             "Instagram has asked this account to wait until {until}.", "It goes on by itself."},

    Sentence{"send.queued", Stage::send, "The answer is queued and leaves soon."},
    Sentence{"send.waiting", Stage::send, "The answer waits until {until}. {reason}",
             "It leaves by itself when the cause ends."},
    Sentence{"send.sending", Stage::send, "The answer is being sent."},
    Sentence{"send.sent", Stage::send, "The answer was sent."},
    Sentence{"send.seen", Stage::send, "The answer was sent, and the person has seen it."},
    Sentence{"send.unknown", Stage::send,
             "Instagram did not say whether it took the answer. The conversation is read back "
             "within some minutes to find out."},
    Sentence{"send.held", Stage::send,
             "Whether the answer arrived could not be found out. {reason}",
             "Look into Instagram and say whether it is there."},
    Sentence{"send.task", Stage::send, "The answer waits for somebody to send it. {reason}",
             "Send it from the list of tasks and say that it is done."},
    Sentence{"send.refused", Stage::send, "The send gate refused the answer. {reason}",
             "Mend the cause and send it again from the conversation."},
    Sentence{"send.failed", Stage::send, "Instagram refused the answer. {reason}",
             "Send it again from the conversation when the cause is mended."},
    Sentence{"send.dropped", Stage::send, "The answer was dropped. {reason}"},
    Sentence{"window.closed", Stage::send, "An automatic answer is not allowed any more: {reason}",
             "Instagram allows it again when the person writes."},
};

}  // namespace

std::span<const Sentence> sentences() {
  return kSentences;
}

const Sentence& sentence(std::string_view id) {
  const auto found = std::ranges::find(kSentences, id, &Sentence::id);
  check(found != kSentences.end(), "a step says one of the sentences that there are");
  return *found;
}

}  // namespace dunlin::why
