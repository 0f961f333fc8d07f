#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace dunlin::testing {

/// A PostgreSQL server of this process's own: made at first use in a temporary directory, reached
/// through a socket in it, with fsync on, gone when the process ends, even by a crash.
///
/// Its default collation is English, not "C": text that is compared without COLLATE "C" shows.
class PostgresCluster {
 public:
  static PostgresCluster& instance();
  /// Why there can be none; nothing when there can.
  static std::optional<std::string> reason_missing();

  /// A new database made from another, "template1" for an empty one.
  std::string create_database(const std::string& from);
  void drop_database(const std::string& url);
  /// In the database "postgres", outside transactions.
  void execute(const std::string& sql) const;
  /// False when it failed.
  [[nodiscard]] bool try_execute(const std::string& sql) const;
  /// Nobody can connect between the two; connections that are there stay.
  void hide() const;
  void show() const;
  [[nodiscard]] std::string url(const std::string& database) const;

 private:
  PostgresCluster();
  ~PostgresCluster();
  void initialise() const;
  void start();
  void wait_until_ready() const;

  std::string programs_;
  std::string directory_;
  int owner_;
  int server_ = 0;
  int made_ = 0;
};

}  // namespace dunlin::testing
