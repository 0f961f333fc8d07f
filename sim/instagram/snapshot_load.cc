#include <type_traits>

#include "sim/instagram/snapshot_fields.h"
#include "sim/instagram/snapshot_text.h"

namespace dunlin::instagram {
namespace {

/// Total: the first fault is kept, the rest is left as it is.
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

Error corrupt() {
  return Error(Code::corrupt, "sim.snapshot", "The simulator's saved state cannot be read.");
}

}  // namespace

Result<SavedWorld> parse_saved(std::string_view text) {
  const auto parsed = json::parse(text, {.max_depth = 32, .max_nodes = 5'000'000});
  if (!parsed || !parsed->is_object()) return corrupt();
  const auto& root = parsed->as_object();
  const auto* version = root.if_contains("version");
  if (version == nullptr || *version != json::Value(kSnapshotVersion)) return corrupt();
  bool good = true;
  Loader loader{&root, &good};
  SavedWorld world;
  loader("state", world.state);
  loader("unaccepted", world.unaccepted);
  loader("last_event_id", world.last_event_id);
  if (!good || !coherent(world.state)) return corrupt();
  world.state.index();
  return world;
}

}  // namespace dunlin::instagram
