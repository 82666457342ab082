using LeakCheck;
using NUnit.Framework;

// A short settle time, because nothing that leaks here will ever end; a clean twin that needs time has a longer one of its own.
[assembly: VerifyNoLeaks(SettleMilliseconds = 300)]
[assembly: Parallelizable(ParallelScope.All)]
[assembly: LevelOfParallelism(4)]
