#include "workspace/http_identity.h"

namespace dunlin::workspace {

std::string address_of(const IdentityNeeds& needs, const Call& call) {
  if (!needs.options.address.empty()) return needs.options.address;
  return std::string(call.request->peer.secure ? "https://" : "http://") +
         std::string(call.request->headers.get("Host"));
}

AtDoor door_of(const IdentityNeeds& needs, const Call& call) {
  return AtDoor{.visitor = {.address = call.request->peer.address,
                            .user_agent = std::string(call.request->headers.get("User-Agent"))},
                .trail = call.trail,
                .address = address_of(needs, call)};
}

std::string read_email(json::Reader& in, std::string_view field) {
  std::string email = in.text(field, kEmail);
  if (!email.empty() && !fold_email(email)) {
    in.fault(field, "person.email_invalid", "must be an e-mail address such as name@example.com");
  }
  return email;
}

std::string read_language(json::Reader& in) {
  return in.optional_choice("language", {"en", "fa"}).value_or("en");
}

}  // namespace dunlin::workspace
