#include "sim/instagram/snapshot.h"

#include <type_traits>

#include "sim/instagram/people_common.h"
#include "sim/instagram/snapshot_fields.h"

namespace dunlin::instagram {
namespace {

constexpr std::size_t kMessagesKept = 500;
constexpr std::int64_t kVersion = 1;

// Saving.
// ------------------------------------------------------------------------------------------

template <class T>
json::Value saved(const T& value);

struct Saver {
  json::Object out;
  template <class T>
  void operator()(std::string_view name, const T& value) {
    out[name] = saved(value);
  }
};

template <class T>
json::Value saved_list(const std::vector<T>& list) {
  json::Array out;
  for (const T& one : list) out.push_back(saved(one));
  return out;
}

template <class T>
json::Value saved_map(const std::map<std::string, T>& map) {
  json::Object out;
  for (const auto& [key, one] : map) out[key] = saved(one);
  return out;
}

json::Value saved_plain(const std::string& text) {
  return json::Value(text);
}
json::Value saved_plain(const json::Value& value) {
  return value;
}
json::Value saved_plain(Instant at) {
  return to_us(at);
}
template <class T>
json::Value saved_plain(const std::optional<T>& value) {
  return value ? saved(*value) : json::Value(nullptr);
}
template <class T>
json::Value saved_plain(const std::vector<T>& list) {
  return saved_list(list);
}
template <class T>
json::Value saved_plain(const std::map<std::string, T>& map) {
  return saved_map(map);
}

template <class T>
concept Plain = requires(const T& value) { saved_plain(value); };

template <class T>
json::Value saved(const T& value) {
  if constexpr (std::is_enum_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return value;
  } else if constexpr (Plain<T>) {
    return saved_plain(value);
  } else {
    Saver saver;
    fields(saver, const_cast<T&>(value));
    return std::move(saver.out);
  }
}

// Loading: total; the first fault is kept and the rest is left as it is.
// ------------------------------

struct Loader {
  const json::Object* in = nullptr;
  bool* good = nullptr;

  template <class T>
  void operator()(std::string_view name, T& value) {
    const auto* found = in->if_contains(name);
    if (found == nullptr) return;
    load(*found, value);
  }

  template <class T>
  void load(const json::Value& from, T& to) {
    if constexpr (std::is_same_v<T, bool>) {
      from.is_bool() ? to = from.as_bool() : fail(to);
    } else if constexpr (std::is_enum_v<T> || std::is_arithmetic_v<T>) {
      from.is_int64() ? to = static_cast<T>(from.as_int64()) : fail(to);
    } else {
      load_more(from, to);
    }
  }

  void load_more(const json::Value& from, std::string& to) {
    if (!from.is_string()) return void(fail(to));
    to = from.as_string();
  }
  void load_more(const json::Value& from, json::Value& to) { to = from; }
  void load_more(const json::Value& from, Instant& to) {
    if (!from.is_int64()) return void(fail(to));
    to = from_us(from.as_int64());
  }
  template <class T>
  void load_more(const json::Value& from, std::optional<T>& to) {
    to.reset();
    if (!from.is_null()) load(from, to.emplace());
  }
  template <class T>
  void load_more(const json::Value& from, std::vector<T>& to) {
    to.clear();
    if (!from.is_array()) return void(fail(to));
    for (const auto& one : from.as_array()) load(one, to.emplace_back());
  }
  template <class T>
  void load_more(const json::Value& from, std::map<std::string, T>& to) {
    to.clear();
    if (!from.is_object()) return void(fail(to));
    for (const auto& [key, one] : from.as_object()) load(one, to[std::string(key)]);
  }
  template <class T>
  void load_more(const json::Value& from, T& to) {
    if (!from.is_object()) return void(fail(to));
    Loader inner{&from.as_object(), good};
    fields(inner, to);
  }

  template <class T>
  T& fail(T& value) {
    *good = false;
    return value;
  }
};

/// References that the code takes for granted.
bool coherent(const State& state) {
  for (const auto& [igsid, thread] : state.threads) {
    if (thread.igsid != igsid || !state.accounts.contains(thread.ig_id)) return false;
    if (!state.people.contains(thread.person)) return false;
  }
  for (const auto& [id, media] : state.media) {
    if (media.id != id || !state.accounts.contains(media.ig_id)) return false;
  }
  for (const auto& [id, comment] : state.comments) {
    const bool author = comment.igsid.empty() || state.threads.contains(comment.igsid);
    if (comment.id != id || !author || !state.media.contains(comment.media_id)) return false;
  }
  for (const auto& [text, token] : state.tokens) {
    if (!state.accounts.contains(token.ig_id)) return false;
  }
  return true;
}

void cut_old_messages(State& state) {
  for (auto& [igsid, thread] : state.threads) {
    auto& all = thread.messages;
    if (all.size() <= kMessagesKept) continue;
    all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(kMessagesKept));
  }
}

Error corrupt() {
  return sim_error(Code::corrupt, "sim.snapshot", "The simulator's saved state cannot be read.");
}

}  // namespace

std::string save_snapshot(const Core& core) {
  State state = core.state;
  cut_old_messages(state);
  const json::Object out{{"version", kVersion},
                         {"last_event_id", core.changes->last_id()},
                         {"state", saved(state)},
                         {"unaccepted", saved(core.webhooks.unaccepted())}};
  return json::print(out);
}

Status load_snapshot(Core& core, std::string_view text) {
  const auto parsed = json::parse(text, {.max_depth = 32, .max_nodes = 5'000'000});
  if (!parsed || !parsed->is_object()) return corrupt();
  const auto& root = parsed->as_object();
  const auto* version = root.if_contains("version");
  if (version == nullptr || *version != json::Value(kVersion)) return corrupt();
  bool good = true;
  Loader loader{&root, &good};
  State state;
  std::vector<Event> unaccepted;
  std::int64_t last_event_id = 0;
  loader("state", state);
  loader("unaccepted", unaccepted);
  loader("last_event_id", last_event_id);
  if (!good || !coherent(state)) return corrupt();
  core.clear();
  core.state = std::move(state);
  core.state.index();
  core.changes->continue_from(last_event_id);
  for (Event& event : unaccepted) core.webhooks.emit(std::move(event));
  return {};
}

}  // namespace dunlin::instagram
