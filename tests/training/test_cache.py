import threading

from mlcore.training.cache import Shared


def test_a_value_is_made_once_however_many_ask():
    made, gate, found = [], threading.Barrier(8), []
    shared = Shared()

    def make():
        made.append(1)
        return object(), 1

    def ask():
        gate.wait()
        found.append(shared.get("key", make))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(set(map(id, found))) == 1


def test_the_oldest_leaves_when_there_is_no_room():
    shared, made = Shared(room=10), []

    def maker(key):
        return lambda: (made.append(key) or key, 6)

    for key in ("a", "b", "a"):
        assert shared.get(key, maker(key)) == key
    assert made == ["a", "b", "a"]


def test_asking_again_keeps_a_value_longer():
    shared, made = Shared(room=12), []

    def maker(key):
        return lambda: (made.append(key) or key, 6)

    for key in ("a", "b", "a", "c", "a"):
        shared.get(key, maker(key))
    assert made == ["a", "b", "c"]


def test_a_failure_is_not_kept():
    shared = Shared()

    def broken():
        raise ValueError

    for _ in range(2):
        try:
            shared.get("key", broken)
        except ValueError:
            continue
        raise AssertionError
    assert shared.get("key", lambda: (7, 1)) == 7
