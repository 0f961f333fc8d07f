#include "server/restore.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "db/open.h"
#include "intake/intake.h"
#include "server/archive.h"
#include "server/backup.h"
#include "server/storage.h"
#include "tests/storage/testing_database.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"
#include "workspace/workspace.h"

namespace dunlin::server {
namespace {

namespace fs = std::filesystem;
using testing::node_scope;

std::string read_all(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void write_all(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// A data directory with one workspace in it, and a backup of it.
class Restore : public ::testing::Test {
 protected:
  Restore() {
    settings_.data_dir = testing::fresh_directory();
    settings_.master_key_file = settings_.data_dir + "/master.key";
    const auto opened = open_storage(settings_, clock_, random_);
    check(opened.ok(), opened.ok() ? "" : opened.error().text());
    rename_workspace("before");
    const auto made = make_backup(settings_, clock_);
    check(made.ok(), made.ok() ? "" : made.error().text());
    backup_ = data() / "backups" / made->name;
    clock_.advance(std::chrono::seconds{1});
  }

  [[nodiscard]] fs::path data() const { return settings_.data_dir; }

  /// Runs `fn` in one of the two files, on no other process's time.
  template <class F>
  auto in_file(std::string_view file, F fn, db::Mode mode = db::Mode::write) {
    using R = std::invoke_result_t<const F&, db::Tx&>;
    auto backend = db::open_sqlite(
        {.path = (data() / file).string(), .clock = clock_, .vfs = {}, .on_fatal = {}});
    check(backend.ok(), backend.ok() ? "" : backend.error().text());
    std::optional<R> answer;
    const auto guard = boost::asio::make_work_guard(io_);
    (*backend)->submit(std::make_unique<testing::BlockingWork<F, R>>(
                           std::move(fn), Executor(io_.get_executor()), answer),
                       mode, db::Priority::normal);
    io_.restart();
    while (!answer) io_.run_one();
    (*backend)->close();
    return *std::move(answer);
  }
  void rename_workspace(std::string name) {
    const auto put = [name](db::Tx& tx) -> Status {
      DUNLIN_CHECK(tx.run("DELETE FROM workspace"));
      return tx.run(
          "INSERT INTO workspace (id, name, zone, language, rule_version, automation_paused, "
          "opt_out_words, created_at) VALUES (1, $1, 'UTC', 'en', 0, 0, '[]', 0)",
          name);
    };
    const Status done = in_file(kMainFile, put);
    check(done.ok(), done.ok() ? "" : done.error().text());
  }
  std::string workspace_name() {
    const auto look = [](db::Tx& tx) -> Result<std::string> {
      DUNLIN_TRY(const db::Rows rows, tx.query("SELECT name FROM workspace"));
      return rows.front().get<std::string>(0);
    };
    return *in_file(kMainFile, look, db::Mode::read);
  }
  std::string unpacking_fails() {
    const auto unpacked = unpack_backup(settings_, backup_.string(), clock_);
    EXPECT_FALSE(fs::exists(data() / "restoring")) << "nothing is left";
    return unpacked.ok() ? "" : unpacked.error().id;
  }

  Settings settings_;
  testing::StorageClock clock_;
  testing::SeededRandom random_;
  boost::asio::io_context io_;
  fs::path backup_;
};

TEST_F(Restore, a_backup_comes_back_as_it_was_and_what_was_there_is_kept_aside) {
  rename_workspace("after");
  ASSERT_TRUE(unpack_backup(settings_, backup_.string(), clock_).ok());
  const auto exchanged = exchange_data(settings_, clock_.now());
  ASSERT_TRUE(exchanged.ok()) << exchanged.error().text();
  EXPECT_EQ(workspace_name(), "before");
  EXPECT_TRUE(fs::exists(fs::path(exchanged->kept_aside) / kMainFile));
  EXPECT_TRUE(fs::exists(fs::path(exchanged->kept_aside) / kJournalFile));
  EXPECT_FALSE(fs::exists(data() / "restoring"));
  EXPECT_TRUE(open_storage(settings_, clock_, random_).ok());
}

TEST_F(Restore, a_backup_is_made_while_the_server_has_the_files_open) {
  const auto storage = open_storage(settings_, clock_, random_);
  ASSERT_TRUE(storage.ok());
  const auto made = make_backup(settings_, clock_);
  ASSERT_TRUE(made.ok()) << made.error().text();
  EXPECT_GT(made->size_bytes, 100'000);
  EXPECT_FALSE(fs::exists(data() / "backups/.making"));
}

TEST_F(Restore, a_backup_is_for_its_owner_alone_and_holds_no_key) {
  struct stat facts{};
  ASSERT_EQ(::stat(backup_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  std::string key = read_all(settings_.master_key_file);
  while (key.ends_with('\n')) key.pop_back();
  ASSERT_EQ(key.size(), 64U);
  EXPECT_EQ(read_all(backup_).find(key), std::string::npos);
}

TEST_F(Restore, any_tar_can_look_into_a_backup) {
  const std::string list = (data() / "list").string();
  ASSERT_EQ(std::system(("tar -tf " + backup_.string() + " > " + list).c_str()), 0);
  EXPECT_EQ(read_all(list), "dunlin.db\njournal.db\nmanifest.json\n");
}

TEST_F(Restore, two_backups_within_a_second_do_not_overwrite_each_other) {
  const auto first = make_backup(settings_, clock_), second = make_backup(settings_, clock_);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(first->name, second->name);
  EXPECT_TRUE(fs::exists(data() / "backups" / first->name));
  EXPECT_TRUE(fs::exists(data() / "backups" / second->name));
}

TEST_F(Restore, without_a_database_there_is_nothing_to_copy) {
  Settings elsewhere = settings_;
  elsewhere.data_dir = testing::fresh_directory() + "/nothing";
  EXPECT_EQ(make_backup(elsewhere, clock_).error().id, "backup.no_database");
  EXPECT_FALSE(fs::exists(elsewhere.data_dir));
}

TEST_F(Restore, postgres_is_backed_up_by_its_own_tools) {
  settings_.database_url = Secret<>(std::string("postgresql://somewhere"));
  const auto made = make_backup(settings_, clock_);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().id, "backup.postgres");
  EXPECT_NE(made.error().hint.find("pg_dump"), std::string::npos);
}

TEST_F(Restore, one_changed_byte_is_noticed_wherever_it_is) {
  const std::string whole = read_all(backup_);
  for (std::size_t at = 600; at + 3000 < whole.size(); at += whole.size() / 23) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    write_all(backup_, changed);
    EXPECT_EQ(unpacking_fails(), "backup.damaged") << at;
  }
  EXPECT_EQ(workspace_name(), "before");
}

TEST_F(Restore, a_backup_that_ends_too_early_is_refused_at_any_length) {
  const std::string whole = read_all(backup_);
  for (std::size_t size = 512; size + 1024 <= whole.size(); size += whole.size() / 17) {
    write_all(backup_, whole.substr(0, size));
    EXPECT_EQ(unpacking_fails(), "backup.damaged") << size;
  }
}

TEST_F(Restore, another_file_is_not_taken_for_a_backup) {
  write_all(backup_, std::string(5000, 'x'));
  EXPECT_EQ(unpacking_fails(), "backup.not_a_backup");
  write_all(backup_, "");
  EXPECT_EQ(unpacking_fails(), "backup.not_a_backup");
  fs::remove(backup_);
  EXPECT_EQ(unpacking_fails(), "backup.file");
}

TEST_F(Restore, no_name_in_an_archive_leads_out_of_the_directory) {
  auto archive = ArchiveWriter::create(backup_.string());
  ASSERT_TRUE(archive->add_text("../escaped.db", "x").ok());
  ASSERT_TRUE(archive->finish().ok());
  EXPECT_EQ(unpacking_fails(), "backup.damaged");
  EXPECT_FALSE(fs::exists(data() / "escaped.db"));
}

TEST_F(Restore, a_backup_of_a_newer_version_is_refused_in_words) {
  auto archive = ArchiveWriter::create(backup_.string());
  ASSERT_TRUE(archive->add_text(kMainFile, "x").ok());
  ASSERT_TRUE(
      archive->add_text(kManifestFile, R"({"schema":{"main":999,"journal":1},"files":[]})").ok());
  ASSERT_TRUE(archive->finish().ok());
  EXPECT_EQ(unpacking_fails(), "backup.newer");
}

TEST_F(Restore, a_sound_archive_of_an_unsound_database_is_refused) {
  const fs::path copy = data() / "copy.db";
  std::string pages = read_all(data() / kMainFile);
  ASSERT_GT(pages.size(), 20'000U);
  std::fill_n(pages.begin() + 4096, 8192, '\7');
  write_all(copy, pages);
  auto archive = ArchiveWriter::create(backup_.string());
  std::string files;
  for (const std::string_view name : {kMainFile, kJournalFile}) {
    const auto added = archive->add_file(name, copy.string());
    ASSERT_TRUE(added.ok());
    files += (files.empty() ? "" : ",") + (R"({"name":")" + std::string(name)) +
             R"(","size_bytes":)" + std::to_string(added->size_bytes) + R"(,"sha256":")" +
             added->sha256 + R"("})";
  }
  ASSERT_TRUE(
      archive
          ->add_text(kManifestFile, R"({"schema":{"main":1,"journal":1},"files":[)" + files + "]}")
          .ok());
  ASSERT_TRUE(archive->finish().ok());
  EXPECT_EQ(unpacking_fails(), "db.corrupt");
}

TEST_F(Restore, what_was_unpacked_and_not_decided_on_changes_nothing) {
  rename_workspace("after");
  ASSERT_TRUE(unpack_backup(settings_, backup_.string(), clock_).ok());
  ASSERT_TRUE(finish_exchange(settings_.data_dir).ok());
  EXPECT_EQ(workspace_name(), "after");
}

/// A crash before, between and after the moves: the next start carries the exchange through.
TEST_F(Restore, an_exchange_that_was_cut_off_anywhere_is_finished_at_the_next_start) {
  const std::vector<std::vector<std::pair<std::string, std::string>>> done_before = {
      {},
      {{"dunlin.db", "replaced-x/dunlin.db"}},
      {{"dunlin.db", "replaced-x/dunlin.db"}, {"restoring/dunlin.db", "dunlin.db"}},
      {{"dunlin.db", "replaced-x/dunlin.db"},
       {"restoring/dunlin.db", "dunlin.db"},
       {"journal.db", "replaced-x/journal.db"}},
      {{"dunlin.db", "replaced-x/dunlin.db"},
       {"restoring/dunlin.db", "dunlin.db"},
       {"journal.db", "replaced-x/journal.db"},
       {"restoring/journal.db", "journal.db"}}};
  for (const auto& moves : done_before) {
    fs::remove_all(data() / "replaced-x");
    rename_workspace("after");
    ASSERT_TRUE(unpack_backup(settings_, backup_.string(), clock_).ok());
    write_all(data() / "restoring/decided", "replaced-x");
    if (!moves.empty()) fs::create_directory(data() / "replaced-x");
    for (const auto& [from, to] : moves) fs::rename(data() / from, data() / to);
    ASSERT_TRUE(open_storage(settings_, clock_, random_).ok()) << moves.size();
    EXPECT_EQ(workspace_name(), "before") << moves.size();
    EXPECT_TRUE(fs::exists(data() / "replaced-x/dunlin.db")) << moves.size();
    EXPECT_TRUE(fs::exists(data() / "replaced-x/journal.db")) << moves.size();
    EXPECT_FALSE(fs::exists(data() / "restoring")) << moves.size();
  }
}

TEST_F(Restore, a_decision_that_names_no_directory_of_ours_is_not_carried_out) {
  ASSERT_TRUE(unpack_backup(settings_, backup_.string(), clock_).ok());
  write_all(data() / "restoring/decided", "");
  EXPECT_EQ(finish_exchange(settings_.data_dir).error().id, "restore.file");
  EXPECT_TRUE(fs::exists(data() / kMainFile));
}

TEST_F(Restore, a_log_beside_the_old_database_is_not_applied_to_the_new_one) {
  ASSERT_TRUE(unpack_backup(settings_, backup_.string(), clock_).ok());
  write_all(data() / "dunlin.db-wal", "left by a crash");
  const auto exchanged = exchange_data(settings_, clock_.now());
  ASSERT_TRUE(exchanged.ok());
  EXPECT_FALSE(fs::exists(data() / "dunlin.db-wal"));
  EXPECT_TRUE(fs::exists(fs::path(exchanged->kept_aside) / "dunlin.db-wal"));
}

TEST_F(Restore, a_master_key_given_as_a_setting_is_read_as_hex_or_base64) {
  settings_.master_key = Secret<>(read_all(settings_.master_key_file));
  EXPECT_TRUE(open_storage(settings_, clock_, random_).ok());
  settings_.master_key = Secret<>(std::string("short"));
  EXPECT_EQ(open_storage(settings_, clock_, random_).error().id, "vault.master_key_invalid");
}

class MakeQuiet : public testing::StorageTest {
 protected:
  Quietened quieten() {
    auto done = wait(make_quiet(database(), journal(), clock().now()));
    check(done.ok(), done.ok() ? "" : done.error().text());
    return *done;
  }
  void receive(std::int64_t id) {
    const auto put = [id, now = clock().now()](db::Tx& tx) {
      return intake::append_raw(tx, node_scope(),
                                {.id = RawEventId{id}, .received_at = now, .body = "{}"});
    };
    ASSERT_TRUE(write_journal(put).ok());
  }
};
DUNLIN_ON_BOTH_ENGINES(MakeQuiet);

TEST_P(MakeQuiet, all_sending_is_paused) {
  quieten();
  EXPECT_TRUE(*read([](db::Tx& tx) { return workspace::sending_paused(tx); }));
}

TEST_P(MakeQuiet, bodies_that_were_not_finished_are_parked_once_and_finished_ones_are_not) {
  receive(5);
  receive(6);
  const auto finish = [now = clock().now()](db::Tx& tx) {
    return intake::mark_decoded(tx, node_scope(), RawEventId{5}, now);
  };
  ASSERT_TRUE(write(finish).ok());
  EXPECT_EQ(quieten().parked_bodies, 1);
  EXPECT_EQ(quieten().parked_bodies, 0);
  const auto list = [](db::Tx& tx) {
    return intake::list_parked(tx, testing::scope_of(1), true, {}, "", 10);
  };
  const auto parked = read(list);
  ASSERT_EQ(parked->items.size(), 1U);
  EXPECT_EQ(parked->items[0].raw, RawEventId{6});
  EXPECT_EQ(parked->items[0].reason, intake::ParkReason::restored);
}

TEST_P(MakeQuiet, more_bodies_than_fit_into_one_step_are_all_parked) {
  for (std::int64_t id = 1; id <= 450; ++id) receive(id);
  EXPECT_EQ(quieten().parked_bodies, 450);
}

TEST_P(MakeQuiet, is_refused_while_a_server_works_on_the_database) {
  EXPECT_TRUE(wait(check_unused(database())).ok());
  const auto lease = [now = clock().now()](db::Tx& tx) {
    return workspace::lease_node(tx, node_scope(), "test", now);
  };
  ASSERT_TRUE(write(lease).ok());
  EXPECT_EQ(wait(check_unused(database())).error().id, "restore.in_use");
}

}  // namespace
}  // namespace dunlin::server
