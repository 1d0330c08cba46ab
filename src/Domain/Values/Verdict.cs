namespace Leader.Domain.Values;

public enum Verdict { Laxer, Equal, Stricter, NotComparable }
