#include "graph/error_table.h"

#include <array>
#include <chrono>

namespace dunlin::graph {
namespace {

using enum ErrorAct;
using std::chrono::hours;
using std::chrono::minutes;

constexpr ErrorRow one(int code, int subcode, ErrorAct act, std::string_view plain) {
  return {.code = code, .subcode = subcode, .act = act, .plain = plain};
}
constexpr ErrorRow parked(int code, int subcode, Duration park_for, std::string_view plain) {
  return {.code = code, .subcode = subcode, .act = throttle, .plain = plain, .park_for = park_for};
}
constexpr ErrorRow stopped(int code, int subcode, std::string_view plain) {
  return {.code = code,
          .subcode = subcode,
          .act = terminal,
          .plain = plain,
          .stop = ErrorRow::Stop::yes};
}
/// Meta lists these without saying under which code they come.
constexpr ErrorRow anywhere(int subcode, ErrorAct act, std::string_view plain) {
  return {.subcode = subcode, .act = act, .plain = plain};
}

constexpr std::string_view kUnclear =
    "Instagram reported an unknown fault; the message may or may not have been sent.";
constexpr std::string_view kLimit =
    "Instagram's limit on calls is reached; sending goes on when it allows it again.";
constexpr std::string_view kOutside = "Instagram's window for answering this person has closed.";
constexpr std::string_view kStopped =
    "This person cannot be written to: they block this account or stopped its messages.";
constexpr std::string_view kLogin =
    "The connection to Instagram has ended; the account must be connected again.";
constexpr std::string_view kBlocked =
    "Instagram has blocked this account from acting for a while; a person must look at it.";
constexpr std::string_view kRight = "A permission of Instagram is missing for this account.";

constexpr std::array kRows = {
    one(1, kAny, verify, kUnclear),
    one(1, 99, verify, kUnclear),
    one(1, 1357046, verify, "Instagram answered nonsense; the message may have been sent."),
    one(2, kAny, verify,
        "Instagram's service was down, or this person blocks the account; the message may have "
        "been sent."),
    one(3, kAny, terminal, "This app may not do that on Instagram."),
    parked(4, kAny, minutes{15}, kLimit),
    parked(17, kAny, minutes{15}, kLimit),
    parked(32, kAny, minutes{15}, kLimit),
    parked(341, kAny, minutes{15}, kLimit),
    one(4, 2207051, pause,
        "Instagram takes what this account publishes for spam; a person must look at it."),
    parked(613, kAny, minutes{1}, "Instagram asks to slow down."),
    parked(613, 2534040, minutes{1}, "Instagram's limit on messages is reached."),
    parked(613, 1996, minutes{15},
           "Instagram finds the number of messages unusual and asks to slow down."),
    one(613, 2018338, pause,
        "Instagram says that a message tag was misused; a person must look at it."),
    parked(80001, kAny, minutes{15}, kLimit),
    parked(80002, kAny, minutes{15}, kLimit),
    parked(80006, kAny, minutes{15}, kLimit),

    one(10, kAny, pause, kRight),
    one(10, 2534022, terminal, kOutside),
    one(10, 2018278, terminal, kOutside),
    one(10, 2018065, terminal, kOutside),
    one(10, 2018108, terminal, "This person cannot receive messages now."),
    one(10, 1893063, pause, "Instagram has restricted this account from messaging for a while."),
    one(10, 2534077, pause,
        "The link between Page and Instagram account is broken, or two-factor sign-in is asked "
        "for."),

    one(100, kAny, terminal, "Instagram refused the message as malformed."),
    one(100, 33, terminal,
        "It does not exist on Instagram any more, or this account may not see it."),
    one(100, 2018001, terminal, "Instagram does not know this person."),
    one(100, 2534014, terminal, "Instagram does not know this person for this account."),
    ErrorRow{.code = 100,
             .subcode = 2018008,
             .act = retry,
             .plain = "Instagram could not fetch the file.",
             .retries = 1},
    one(100, 2018047, terminal, "The file is of another kind than announced."),
    one(100, 2018109, terminal, "The file is too big for Instagram."),
    one(100, 2018294, terminal, "Instagram took too long to fetch the video."),
    one(100, 2018074, terminal, "The uploaded file belongs to another account."),
    one(100, 2534013, pause, "The Page is not linked to the Instagram account."),
    one(100, 2534015, terminal, "Instagram refused the message's data."),
    one(100, 2534025, terminal, "This comment cannot be answered in private."),
    one(100, 2534029, pause,
        "Instagram has blocked this business from messaging; a person must look at it."),
    one(100, 2534037, terminal, "Another app controls this conversation."),
    one(100, 2018300, terminal, "Another app controls this conversation."),

    one(102, kAny, reauthorise, kLogin),
    one(190, kAny, reauthorise, kLogin),
    one(190, 458, reauthorise,
        "The app was removed from the Instagram account; it must be connected again."),
    one(190, 459, pause, "Instagram asks the account's owner to sign in and confirm something."),
    one(190, 460, reauthorise, "The account's password was changed; it must be connected again."),
    one(190, 463, reauthorise,
        "The connection to Instagram has expired; the account must be connected again."),
    one(190, 464, reauthorise, "The account's owner has not confirmed the account with Instagram."),
    one(190, 467, reauthorise,
        "The connection to Instagram is no longer valid; the account must be connected again."),
    one(190, 492, reauthorise,
        "The owner's role on the Page is missing; the account must be connected again."),

    ErrorRow{.code = 200, .last_code = 299, .act = pause, .plain = kRight},
    one(200, 2018028, pause, "The app is in development mode and this person has no role in it."),
    one(200, 2534041, pause,
        "The account's owner switched off \"Allow access to messages\" in the Instagram app."),
    stopped(200, 1545041, kStopped),
    stopped(551, kAny, kStopped),
    stopped(551, 1545041, kStopped),
    one(230, kAny, terminal, "This person has not agreed yet to show their profile."),
    one(368, kAny, pause, kBlocked),
    one(368, 1390008, pause,
        "Instagram has blocked this account for acting too fast; a person must look at it."),
    one(506, kAny, terminal, "The same was posted already."),
    parked(9, 2207042, hours{24}, "Instagram's quota of posts for a day is used up."),
    one(9, 2018352, terminal, "Instagram's limit on marketing messages to this person is reached."),
    one(4, 2018354, terminal, "Instagram's limit on marketing messages is reached."),
    stopped(10, 1893015, "This person has stopped messages from this account."),
    one(2022, kAny, pause,
        "Instagram has switched messaging off for this account because of its policy."),
    one(10900, kAny, terminal, "This comment was answered in private already."),
    one(10903, kAny, terminal, "This person cannot be answered in private."),
    one(36103, kAny, pause, "This account may not use Instagram's interface for programs."),
    one(2018218, kAny, terminal, "This person has no profile to read."),
    one(2018247, kAny, terminal, "This account may not read that profile."),
    anywhere(2018218, terminal, "This person has no profile to read."),
    anywhere(2018247, terminal, "This account may not read that profile."),
    one(9000001, kAny, terminal, "The message was deleted, or is older than the twenty newest."),
    anywhere(9000001, terminal, "The message was deleted, or is older than the twenty newest."),
    one(2534068, kAny, terminal,
        "Several images in one message are not possible here; send them singly."),
    anywhere(2534068, terminal,
             "Several images in one message are not possible here; send them singly."),

    one(-2, 2207003, retry, "Instagram took too long to fetch the file."),
    one(-2, 2207020, terminal, "The prepared post has expired; prepare it again."),
    one(-1, 2207001, retry, "Instagram's server had a fault."),
    one(-1, 2207032, retry, "Instagram could not prepare the post."),
    one(-1, 2207053, terminal, "The upload failed for an unknown reason; prepare the post again."),
    one(1, 2207057, terminal, "The cover's position is outside the video."),
    one(24, 2207006, terminal, "The post was not found, or this account may not see it."),
    one(24, 2207008, retry, "The prepared post was not found yet."),
    one(25, 2207050, pause, "Instagram has restricted this account; its owner must look at it."),
    one(100, 2207023, terminal, "Instagram does not know this kind of post."),
    one(100, 2207028, terminal, "A carousel has the wrong number of items."),
    one(100, 2207035, terminal, "A product tag has the wrong position."),
    one(100, 2207036, terminal, "A product tag lacks its position."),
    one(100, 2207037, terminal, "A product tag is not valid."),
    one(100, 2207040, terminal, "More than twenty people are tagged."),
    one(352, 2207026, terminal, "Instagram does not take this video format."),
    one(9004, 2207052, terminal, "Instagram could not fetch the file's address."),
    one(9007, 2207027, retry, "The post is not ready yet."),
    one(36000, 2207004, terminal, "The image is bigger than 8 MiB."),
    one(36001, 2207005, terminal, "Instagram does not take this image format."),
    one(36003, 2207009, terminal, "The image is too wide or too tall for Instagram."),
    one(36004, 2207010, terminal, "The caption is too long."),
};

bool covers(const ErrorRow& row, int code) {
  if (row.code == kAny) return true;
  return row.last_code == kAny ? row.code == code : row.code <= code && code <= row.last_code;
}

int weight(const ErrorRow& row) {
  const int by_code = row.code == kAny ? 0 : row.last_code == kAny ? 2 : 1;
  return (row.subcode == kAny ? 0 : 4) + by_code;
}

}  // namespace

std::span<const ErrorRow> error_rows() {
  return kRows;
}

const ErrorRow* find_row(int code, int subcode) {
  const ErrorRow* best = nullptr;
  for (const ErrorRow& row : kRows) {
    if (!covers(row, code) || (row.subcode != kAny && row.subcode != subcode)) continue;
    if (!best || weight(row) > weight(*best)) best = &row;
  }
  return best;
}

}  // namespace dunlin::graph
