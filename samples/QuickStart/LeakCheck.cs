using LeakCheck;

[assembly: VerifyNoLeaks]
