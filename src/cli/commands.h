#pragma once

#include <string>

#include "cli/api.h"

/// What the command line does with a running server; each answers the exit code. With `json` the
/// API's answer is printed as it is.
namespace dunlin::cli {

enum class Print { words, json };

int export_rules(const Api& api, const std::string& file);
int import_rules(const Api& api, const std::string& file, const std::string& mode);
int test_rules(const Api& api, const std::string& text, Print print);

/// The installation's kill switch.
enum class Sending { paused, resumed };
int set_sending(const Api& api, Sending wanted);

/// What the operator hands to people: a link that works once.
int make_set_up_link(const Api& api);
int make_reset_link(const Api& api, const std::string& email);

int list_parked(const Api& api, Print print);
int replay_parked(const Api& api, const std::string& id);

int verify_webhook(const Api& api, Print print);
/// Signs and delivers one text message as Meta would.
struct SampleMessage {
  std::string text = "how much is it?";
  std::string from = "9100000000000000999";
  std::string to;  ///< Instagram id of the account; empty: DUNLIN_IG_USER_ID
};
int send_webhook(const Api& api, const SampleMessage& message);

}  // namespace dunlin::cli
