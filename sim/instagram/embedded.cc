#include "sim/instagram/embedded.h"

#include <utility>

#include "sim/instagram/people_common.h"

namespace dunlin::instagram {
namespace {

constexpr Duration kSaveAfter = std::chrono::milliseconds{300};

}  // namespace

/// Writes at most once per kSaveAfter, and only what changed.
struct Embedded::Saver : std::enable_shared_from_this<Saver> {
  Instagram& instagram;
  Timers& timers;
  SnapshotStore store;
  bool dirty = false;
  bool planned = false;
  bool closed = false;

  Saver(Instagram& fake, Timers& clock, SnapshotStore where)
      : instagram(fake), timers(clock), store(std::move(where)) {}

  void changed() {
    dirty = true;
    if (std::exchange(planned, true)) return;
    timers.after(kSaveAfter, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self || self->closed) return;
      self->planned = false;
      // A disk that is full now may not be at the next change; the demo goes on from memory.
      if (!self->save()) self->dirty = true;
    });
  }

  Status save() {
    if (!std::exchange(dirty, false)) return {};
    return store.write(instagram.save());
  }
};

Result<std::unique_ptr<Embedded>> Embedded::create(World world, Options options,
                                                   SnapshotStore store) {
  std::unique_ptr<Embedded> made(new Embedded());
  options.app.app_secret = world.random.hex(32);
  made->instagram_ = std::make_unique<Instagram>(world, std::move(options));
  made->client_ = std::make_unique<InProcessClient>(*made->instagram_, world);
  DUNLIN_TRY(const std::string kept, store.read());
  if (kept.empty()) {
    DUNLIN_CHECK(seed_demo(made->instagram_->people()));
  } else {
    DUNLIN_CHECK(made->instagram_->load(kept));
  }
  made->saver_ = std::make_shared<Saver>(*made->instagram_, world.timers, std::move(store));
  made->instagram_->on_change([saver = made->saver_] { saver->changed(); });
  made->saver_->changed();
  return made;
}

Embedded::~Embedded() {
  if (saver_) saver_->closed = true;
}

const std::string& Embedded::app_secret() const {
  return instagram_->options().app.app_secret;
}

Task<net::Response> Embedded::control(net::Request request) {
  return instagram_->control(std::move(request));
}

Status Embedded::flush() {
  return saver_->save();
}

}  // namespace dunlin::instagram
