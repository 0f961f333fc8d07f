#pragma once

#include "json/json.h"
#include "sim/instagram/core.h"

/// The shapes of the control API (README.md).
namespace dunlin::instagram {

json::Object view(const Message& message);
json::Object view(const Send& send);
json::Object view(const Call& call);
json::Object view(const Delivery& delivery);
json::Object view(const Comment& comment, const State& state);
json::Object view(const Media& media);
json::Object view(const Account& account, const State& state);
json::Object view(const Person& person, const State& state, Instant now);
json::Object thread_summary(const Thread& thread, Instant now);
json::Object thread_view(const Thread& thread, Instant now, std::size_t limit);
json::Object media_with_comments(const Media& media, const State& state);
json::Object state_view(Core& core);

std::string_view name(Condition condition);
std::string_view name(Token::State state);
std::optional<Condition> condition_named(std::string_view text);
std::optional<Token::State> token_state_named(std::string_view text);

}  // namespace dunlin::instagram
